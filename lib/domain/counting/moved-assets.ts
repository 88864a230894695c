import { assetLabel } from "./count-units";
import { type ChangeExplanation, type Standing, standingInWords } from "./explain-change";

/** One asset of a change; restricted ones go by their id. Values are decimal text of units, null where it did not count. */
export type MovedAsset = { id: string; label: string; from: string | null; to: string | null; why: string };

/** Every asset whose part in a count is another than before, each once: added, removed, edited, then let in or left out otherwise. */
export function movedAssets({ added, removed, edited, leftOutChanged }: ChangeExplanation): MovedAsset[] {
  const known = new Set([...added, ...removed].map(({ id }) => id));
  return [
    ...added.map((asset) => move(asset, null, asset.value, "added")),
    ...removed.map((asset) => move(asset, asset.value, null, "removed")),
    ...edited.map((asset) => move(asset, asset.from, asset.to, "edited")),
    ...leftOutChanged
      .filter(({ id, from, to }) => !known.has(id) && (from.as === "counted" || to.as === "counted"))
      .map((asset) => {
        const to =
          asset.to.as === "counted" ? "counts now" : `no longer counts: ${standingInWords(asset.to)}`;
        return move(asset, unitsOf(asset.from), unitsOf(asset.to), to);
      }),
  ];
}

function move(
  asset: { id: string; name: string; isRestricted?: true },
  from: string | null,
  to: string | null,
  why: string,
): MovedAsset {
  return { id: asset.id, label: assetLabel(asset), from, to, why };
}

function unitsOf(standing: Standing): string | null {
  return standing.as === "counted" ? standing.value : null;
}
