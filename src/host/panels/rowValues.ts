import { createHash } from 'node:crypto';
import type { RowPlace } from '../../core/keyspace/readRowValue';
import { readRowValue } from '../../core/keyspace/readRowValue';
import type { Executor } from '../../core/redis/executor';
import { encodeBytes } from '../../protocol/bytes';
import type { PartHandlers, RowPlaceParams } from '../../protocol/inspectorParts';
import type { InspectorRow } from '../../protocol/inspectorRow';

/** Bytes of a value that go with its row, that are shown of one row at most, and that are copied or edited. */
const IN_A_ROW = 4096;
const OPENED = 262_144;
const WHOLE = 4_194_304;

/** A value as its row shows it: the beginning of a long one, with what tells it apart from others. */
export function rowValue(value: Buffer): Pick<InspectorRow, 'value' | 'cut'> {
  if (value.length <= IN_A_ROW) return { value: encodeBytes(value) };
  return { value: beginning(value, IN_A_ROW), cut: { total: value.length, sha1: sha1(value) } };
}

export function rowPlace({ field, index = 0 }: RowPlaceParams): RowPlace {
  return field === undefined ? { index } : { field: Buffer.from(field.base64, 'base64') };
}

/** Answers for more of a long value. `executor` throws while there is no connection. */
export function rowHandlers(key: Buffer, executor: () => Executor): Pick<PartHandlers, 'rowValue'> {
  return {
    rowValue: async ({ whole, ...place }, signal) => {
      const value = await readRowValue(executor(), key, rowPlace(place), signal);
      if (!value) return null;
      return { value: beginning(value, whole ? WHOLE : OPENED), total: value.length, sha1: sha1(value) };
    },
  };
}

/** Not cut within a UTF-8 character, so that the beginning of a text is a text. */
function beginning(value: Buffer, most: number): ReturnType<typeof encodeBytes> {
  let end = Math.min(most, value.length);
  for (let back = 0; end < value.length && back < 3 && ((value[end] ?? 0) & 0xc0) === 0x80; back++) end -= 1;
  return encodeBytes(value.subarray(0, end));
}

function sha1(value: Buffer): string {
  return createHash('sha1').update(value).digest('hex');
}
