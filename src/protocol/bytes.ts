/**
 * Bytes on their way to a webview and back. Keys, fields and values are bytes, not text: `base64` is exact, `text` is
 * for showing, and `isText` says whether the bytes are valid UTF-8 so that text alone would not lose anything.
 */
export interface EncodedBytes {
  readonly base64: string;
  readonly text: string;
  readonly isText: boolean;
}
