/**
 * The assets of an account: added, removed and marked as changed here only. Of a large account sorted views are kept, so
 * that page 200 of 200,000 assets costs what page 1 does. A small account has none: sorting it is as quick, and a test
 * may change its assets by hand.
 */
import type { Account, Asset } from "./state";

const KEPT_FROM_ASSETS = 5000;
const MOST_VIEWS = 32;

export type Order = (left: Asset, right: Asset) => number;

/** Which assets a view holds and in which order; `signature` changes when the order's meaning does. */
export type ViewKey = { typeId: string; sort: string; signature: string };

type View = ViewKey & {
  rows: Asset[];
  /** Assets written since `rows` was made; true: gone. */
  changed: Map<Asset, boolean>;
};

type Kept = { assets: Asset[]; length: number; views: View[] };

const keptOf = new WeakMap<Account, Kept>();

/** What is kept of an account; forgotten where the array was changed by hand. */
function kept(account: Account): Kept | null {
  const { assets } = account;
  if (assets.length < KEPT_FROM_ASSETS) return null;
  const known = keptOf.get(account);
  if (known?.assets === assets && known.length === assets.length) return known;
  const fresh: Kept = { assets, length: assets.length, views: [] };
  keptOf.set(account, fresh);
  return fresh;
}

function mark(account: Account, assets: Iterable<Asset>, isGone: boolean): void {
  for (const view of kept(account)?.views ?? []) {
    for (const asset of assets) {
      if (asset.typeId === view.typeId) view.changed.set(asset, isGone);
    }
  }
}

/** Takes over what `write` does to the array of assets. */
function adopt(account: Account, write: () => void): void {
  const known = kept(account);
  write();
  if (!known) return;
  known.assets = account.assets;
  known.length = account.assets.length;
}

export function addAssets(account: Account, added: readonly Asset[]): void {
  mark(account, added, false);
  adopt(account, () => {
    account.assets.push(...added);
  });
}

export function removeAssets(account: Account, gone: ReadonlySet<Asset>): void {
  mark(account, gone, true);
  adopt(account, () => {
    account.assets = account.assets.filter((asset) => !gone.has(asset));
  });
}

/** To be called after a change that may move an asset in a list: its values, its times. */
export function assetChanged(account: Account, asset: Asset): void {
  mark(account, [asset], false);
}

function merged(left: Asset[], right: Asset[], order: Order): Asset[] {
  const rows: Asset[] = [];
  let at = 0;
  for (const asset of left) {
    for (let next = right[at]; next && order(next, asset) < 0; next = right[at]) {
      rows.push(next);
      at += 1;
    }
    rows.push(asset);
  }
  return rows.concat(right.slice(at));
}

/** All assets of one type in `order`, or `null` where the account is small. The array is not to be changed. */
export function sortedAssets(account: Account, key: ViewKey, order: Order): readonly Asset[] | null {
  const known = kept(account);
  if (!known) return null;
  let view = known.views.find(
    ({ typeId, sort, signature }) =>
      typeId === key.typeId && sort === key.sort && signature === key.signature,
  );
  if (!view) {
    const rows = account.assets.filter(({ typeId }) => typeId === key.typeId).sort(order);
    view = { ...key, rows, changed: new Map() };
    known.views = [...known.views.slice(-MOST_VIEWS + 1), view];
  }
  if (view.changed.size > 0) {
    const { changed } = view;
    const written = [...changed].filter(([, isGone]) => !isGone).map(([asset]) => asset);
    const unchanged = view.rows.filter((asset) => !changed.has(asset));
    view.rows = merged(unchanged, written.sort(order), order);
    view.changed = new Map();
  }
  return view.rows;
}
