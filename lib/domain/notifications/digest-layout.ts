import type { DigestWords } from "./digest-words";
import { escaped } from "./escaped-html";

/** The message as plain text: what mail programs without HTML show, and the Outbox. */
export function digestText({ title, intro, lines, outro }: DigestWords): string {
  const blocks = lines.map(({ heading, href, facts, moves }) =>
    [
      heading,
      ...facts.map((fact) => `  ${fact}`),
      ...moves.map((move) => `    - ${move}`),
      ...(href === null ? [] : [`  ${href}`]),
    ].join("\n"),
  );
  return `${[`${title}\n${intro}`, ...blocks, outro.join("\n")].join("\n\n")}\n`;
}

/** The same words as HTML: no script, no image, nothing that is loaded from anywhere. */
export function digestHtml({ subject, title, intro, lines, outro }: DigestWords): string {
  const blocks = lines.map(({ heading, href, facts, moves }) => {
    const name = href === null ? escaped(heading) : `<a href="${escaped(href)}">${escaped(heading)}</a>`;
    const list =
      moves.length === 0 ? "" : `<ul>${moves.map((move) => `<li>${escaped(move)}</li>`).join("")}</ul>`;
    return `<h2 style="font-size:16px;margin:24px 0 4px">${name}</h2>${facts.map(paragraph).join("")}${list}`;
  });
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>${escaped(subject)}</title></head>`,
    '<body style="font-family:system-ui,sans-serif;font-size:14px;line-height:1.5;max-width:640px">',
    `<h1 style="font-size:20px;margin:0 0 8px">${escaped(title)}</h1>${paragraph(intro)}`,
    ...blocks,
    '<hr style="margin:24px 0">',
    ...outro.map(paragraph),
    "</body></html>",
  ].join("\n");
}

const paragraph = (text: string) => `<p style="margin:4px 0">${escaped(text)}</p>`;
