import type { Random } from '../../base/random';

const COLOURS = [
  'amber',
  'azure',
  'coral',
  'ebony',
  'hazel',
  'indigo',
  'ivory',
  'jade',
  'lilac',
  'olive',
  'ruby',
  'teal',
];
const ANIMALS = [
  'badger',
  'crane',
  'falcon',
  'fox',
  'heron',
  'lynx',
  'marten',
  'otter',
  'owl',
  'raven',
  'stoat',
  'wolf',
];

/** The name of the n-th player, 0-based; the same in every run. */
export function playerName(n: number): string {
  const colour = COLOURS[n % COLOURS.length] ?? '';
  const animal = ANIMALS[Math.floor(n / COLOURS.length) % ANIMALS.length] ?? '';
  return `${colour}-${animal}-${String(n + 1)}`;
}

/** A score as they lie in games: many low, few very high. In tens, so that ties occur. */
export function skewedScore(random: Random): number {
  const level = (1 - random.next()) ** -0.7;
  return 10 * Math.min(50_000, Math.floor(10 * level));
}
