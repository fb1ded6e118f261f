import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

export const comparison: Comparison = {
  traditional: { title: 'A table of visits', code: traditional },
  redis: { title: 'One hash', code: 'HINCRBY visits /page/0 1\nHGETALL visits\n' },
  costs: [{ operation: 'Count a visit', traditional: 'a row lock and a log write', redis: 'HINCRBY, O(1)' }],
};
