/** What to run inside an extension host. */
export interface HostTestOptions {
  /** The folder of the extension under test. */
  readonly extension: string;
  /** The compiled module that exports run(): dist/test/host/index.js. */
  readonly tests: string;
  /** Folder for what a failed run leaves to look at. It must exist. */
  readonly artifacts: string;
  /** How long everything may take, in milliseconds. */
  readonly timeoutMs: number;
  /** The workspace folder; without it an empty one. */
  readonly folder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Receives what the tests print, line by line. */
  readonly print?: (line: string) => void;
}
