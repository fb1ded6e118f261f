import { asArray, asNumber, asOptionalNumber, asPairs, asText } from '../../redis/reply';
import type { Block } from '../blocks';
import type { Reading } from '../kit/read';
import { readAll } from '../kit/read';
import { allBalances, allNames, openedKey } from './accounts';
import { conflicts, contentionKey, perSuccess } from './lockingSteps';
import type { TransactionsContext } from './parameters';

/** Who has how much, and that nothing was lost on the way. One round trip, and all balances of one moment. */
export async function view(context: TransactionsContext): Promise<readonly Block[]> {
  const [balances, opened, contention] = await readAll(context, [
    ['MGET', ...allBalances(context)],
    ['GET', openedKey(context)],
    ['HGETALL', contentionKey(context)],
  ]);
  if (!balances || !opened || !contention) return [];
  const { source } = balances;
  const parts = asArray(balances.reply).flatMap((reply, index) => {
    const value = asOptionalNumber(reply);
    return value === undefined ? [] : [{ label: allNames[index] ?? '', value }];
  });
  if (parts.length === 0) return [];
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  const expected = asOptionalNumber(opened.reply);
  const lowest = Math.min(...parts.map(({ value }) => value));
  return [
    { kind: 'parts', title: 'All the money', total, parts, source },
    {
      kind: 'figures',
      title: 'In numbers',
      figures: [
        { label: 'Put in at first', value: expected ?? 'not known', source: opened.source },
        { label: 'Together', value: total, tone: total === expected ? 'good' : 'bad', source },
        { label: 'Lowest balance', value: lowest, tone: lowest < 0 ? 'bad' : 'good', source },
      ],
    },
    ...contentionFigures(contention),
  ];
}

function contentionFigures({ reply, source }: Reading): readonly Block[] {
  const told = new Map(asPairs(reply).map(([name, value]) => [asText(name), asNumber(value)]));
  const [contenders, attempts] = [told.get('contenders'), told.get('attempts')];
  if (contenders === undefined || attempts === undefined) return [];
  return [
    {
      kind: 'figures',
      title: 'Writers at the same time',
      figures: [
        { label: 'Writers', value: contenders, source },
        { label: 'Attempts for each', value: perSuccess(attempts, contenders), source },
        { label: 'Begun again', value: conflicts(attempts, contenders), unit: '%', source },
      ],
    },
  ];
}
