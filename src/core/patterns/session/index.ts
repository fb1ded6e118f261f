import { definePattern } from '../contract';
import { comparison } from './comparison';
import { experiment } from './experiment';
import lesson from './lesson.md?file';
import { live } from './live';
import { parameters } from './parameters';
import { scaffold } from './scaffold';
import snippets from './snippets?sources';
import { steps } from './steps';
import { view } from './view';

export const pattern = definePattern({
  id: 'session',
  title: 'Session management',
  summary: 'Who is logged in, with a cart, on several devices, and gone by itself when no request comes.',
  group: 'useCase',
  icon: 'account',
  parameters,
  variants: [
    {
      ...{ id: 'json', title: 'JSON', requires: ['json'] },
      regions: ['loginJson', 'touchJson', 'updateJson', 'cartJson'],
    },
    {
      ...{ id: 'hash', title: 'Hashes', requires: [] },
      regions: ['loginHash', 'touchHash', 'updateHash', 'cartHash', 'otp'],
    },
  ],
  ownedKeys: [
    { name: '{sid}:session', type: 'hash', holds: 'a session, while it lives' },
    { name: '{sid}:cart', type: 'hash', holds: 'its cart: quantity by product' },
    { name: '{sid}:otp', type: 'string', holds: 'a one-time code, where fields have no TTL' },
    { name: '{sid}:document', type: 'JSON', holds: 'a session with its cart, as a document' },
    { name: '{uid}:sessions:*', type: 'zset', holds: "a user's sessions by their latest end" },
    { name: 'newest:*', type: 'zset', holds: 'the newest sessions of all' },
    { name: 'seen:*', type: 'zset', holds: 'sessions by their last request' },
    { name: 'carts:*', type: 'zset', holds: 'sessions with something in the cart, by their last request' },
    { name: 'experiment:*', type: 'hash, string, JSON', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: ({ users }) => 1400 * users,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
