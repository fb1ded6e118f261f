import type { Page } from 'playwright-core';

/** All that the page keeps in its browser, as text: there this build of VS Code has global state, workspace state and secrets. */
export function readBrowserStorage(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('IndexedDB gives no reason'));
      });
    const kept: unknown[] = [Object.entries(localStorage), Object.entries(sessionStorage)];
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const database = await answer(indexedDB.open(name));
      for (const storeName of database.objectStoreNames) {
        const store = database.transaction(storeName).objectStore(storeName);
        kept.push(name, storeName, await answer(store.getAllKeys()), await answer(store.getAll()));
      }
      database.close();
    }
    return JSON.stringify(kept);
  });
}
