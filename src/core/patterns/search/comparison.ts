import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

const REDIS = `FT.CREATE idx:product ON JSON PREFIX 1 product: SCHEMA $.name AS name TEXT WEIGHT 5 $.description AS description TEXT $.category AS category TAG $.price AS price NUMERIC SORTABLE
JSON.SET product:1 $ '{"name":"Wireless Laptop Stand","description":"For any desk","category":"Accessories","price":49}'
FT.SEARCH idx:product "@name|description:($w0 $w1) @price:[$least $most]" PARAMS 8 w0 wireless w1 laptop least 50 most 100 LIMIT 0 10 DIALECT 2
FT.AGGREGATE idx:product "@name|description:($w0)" GROUPBY 1 @category REDUCE COUNT 0 AS products PARAMS 2 w0 laptop DIALECT 2
ZINTER 2 idx:wireless idx:laptop WITHSCORES
`;

export const comparison: Comparison = {
  traditional: { title: 'A table searched with LIKE', code: traditional },
  redis: { title: 'An index of Search, or posting lists of plain Redis', code: REDIS },
  costs: [
    {
      operation: 'Find a word',
      traditional: "LIKE '%word%' reads every row",
      redis: 'reads the posting list of the word',
    },
    {
      operation: 'Find two words',
      traditional: 'reads every row, compares twice',
      redis: 'intersects two lists: O(N · K + M log M), N the shorter list, K lists, M matches',
    },
    {
      operation: 'Other forms of the word',
      traditional: 'one more OR for each',
      redis: 'Search: the stem is indexed. Plain Redis: what the client makes one',
    },
    {
      operation: 'Counts by category',
      traditional: 'reads every row again',
      redis: 'FT.AGGREGATE, O(matches); plain Redis: one ZINTER per category',
    },
    {
      operation: 'Complete what is typed',
      traditional: "LIKE 'word%' on an index",
      redis: 'FT.SUGGET, or ZRANGE … BYLEX in O(log N + 10)',
    },
    {
      operation: 'Write a document',
      traditional: 'one row',
      redis: 'the document and each of its words: more than one row costs',
    },
  ],
};
