// SPDX-License-Identifier: Apache-2.0
import { JSON_TYPE, type ShownRow, shown, XML } from './row.ts';

const NUMBERS = shown('numbers', JSON_TYPE, [
  '{"Id":4242424242424242,"n":1}',
  '{"ids":[4242424242424242,4111111111111111],"id":["4242424242424242"]}',
  '{"userIds":["4242424242424242","4111111111111111"],"n":1}',
  '{"order_number":"4111111111111111","offset":4222222222222,"n":1}',
  '{"price":4111.111111111111,"n":1}',
]);

const NUMBERS_IN_XML = shown('numbers', XML, ['<order><orderId>4242424242424242</orderId><n>1</n></order>']);

/** What stands for secrets or speaks of them, as production sends it. */
export const SHOWN_TEXTS: readonly ShownRow[] = [...NUMBERS, ...NUMBERS_IN_XML];
