// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';

/**
 * A cache of at most `capacity` entries: the one that was used least recently goes first. It grows with its entries: by
 * `max` it would take room for all of them at once.
 * @param dispose told of each entry that goes, but for one that is set anew
 */
export function lruCache<Key extends {}, Value extends {}>(
  capacity: number,
  dispose?: (value: Value, key: Key) => void,
): LRUCache<Key, Value> {
  const bound = { maxSize: capacity, sizeCalculation: () => 1 };
  return new LRUCache({ ...bound, ...(dispose && { dispose, noDisposeOnSet: true }) });
}
