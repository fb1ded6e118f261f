import * as fs from 'node:fs';
import * as path from 'node:path';
import { inflateRawSync } from 'node:zlib';

/** Signatures and field offsets: APPNOTE.TXT, the specification of the ZIP format, sections 4.3.7, 4.3.12 and 4.3.16. */
const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const stored = 0;
const deflated = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly compressedSize: number;
  /** Unix permission bits, 0 where the archive was made without. */
  readonly mode: number;
  readonly headerAt: number;
}

/**
 * Unpacks the files of a ZIP archive that `wanted` keeps. No ZIP64, no encryption: enough for wheels, whose hash the caller
 * has checked. Permissions are kept.
 * @throws when the archive is not one, uses another compression, or has a file that would land outside of `folder`.
 */
export function unzip(archive: string, folder: string, wanted: (name: string) => boolean): void {
  const data = fs.readFileSync(archive);
  for (const entry of entries(data)) {
    if (entry.name.endsWith('/') || !wanted(entry.name)) continue;
    const target = path.resolve(folder, entry.name);
    if (!target.startsWith(path.resolve(folder) + path.sep))
      throw new Error(`${archive} has a file outside of itself.`);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, content(data, entry), { mode: entry.mode || 0o644 });
  }
}

function entries(data: Buffer): Entry[] {
  // The end record is the last one, 22 bytes long, and an archive comment (wheels have none) may follow.
  let end = data.length - 22;
  while (end >= 0 && data.readUInt32LE(end) !== endOfDirectory) end--;
  if (end < 0) throw new Error('Not a ZIP archive.');
  const list: Entry[] = [];
  let at = data.readUInt32LE(end + 16);
  for (let left = data.readUInt16LE(end + 10); left > 0; left--) {
    if (data.readUInt32LE(at) !== directoryEntry) throw new Error('The directory of the ZIP archive is damaged.');
    const nameLength = data.readUInt16LE(at + 28);
    list.push({
      name: data.toString('utf8', at + 46, at + 46 + nameLength),
      method: data.readUInt16LE(at + 10),
      compressedSize: data.readUInt32LE(at + 20),
      mode: (data.readUInt32LE(at + 38) >>> 16) & 0o777,
      headerAt: data.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  return list;
}

function content(data: Buffer, entry: Entry): Buffer {
  // The local header's own name and extra field may be longer than the directory's.
  const start = entry.headerAt + 30 + data.readUInt16LE(entry.headerAt + 26) + data.readUInt16LE(entry.headerAt + 28);
  const bytes = data.subarray(start, start + entry.compressedSize);
  if (entry.method === stored) return bytes;
  if (entry.method === deflated) return inflateRawSync(bytes);
  throw new Error(`Compression method ${entry.method} of ${entry.name} is not supported.`);
}
