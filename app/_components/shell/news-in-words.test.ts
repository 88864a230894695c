import { expect, it } from "vitest";
import { newsInWords } from "./news-in-words";

it.each([
  [{ changed: 0, needsPerson: 0, missedOn: [] }, []],
  [
    { changed: 1, needsPerson: 1, missedOn: ["2026-06-03"] },
    ["1 service line needs a person.", "1 night was missed.", "Units changed on 1 service line."],
  ],
  [
    { changed: 12, needsPerson: 2, missedOn: ["2026-06-03", "2026-06-04"] },
    ["2 service lines need a person.", "2 nights were missed.", "Units changed on 12 service lines."],
  ],
])("%j", (news, sentences) => {
  expect(newsInWords(news)).toEqual(sentences);
});
