import type { NightNews } from "@/lib/queries/night-news";

/** The news as sentences, what needs a person first; none where there is nothing new. */
export function newsInWords({
  changed,
  needsPerson,
  missedOn,
}: Pick<NightNews, "changed" | "needsPerson" | "missedOn">): string[] {
  const lines = (count: number) => (count === 1 ? "1 service line" : `${count} service lines`);
  return [
    ...(needsPerson > 0 ? [`${lines(needsPerson)} ${needsPerson === 1 ? "needs" : "need"} a person.`] : []),
    ...(missedOn.length > 0
      ? [missedOn.length === 1 ? "1 night was missed." : `${missedOn.length} nights were missed.`]
      : []),
    ...(changed > 0 ? [`Units changed on ${lines(changed)}.`] : []),
  ];
}
