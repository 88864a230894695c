/** The frame of every page made for people: heading, language, light and dark, nothing loaded from elsewhere. */
import { type Answer, html } from "./answers";

const STYLE = `
:root { color-scheme: light dark; --line: #767676; --soft: #f3f4f6; --text: #1a1a1a; --page: #fff; --link: #0b4f9e; --bad: #9b1c1c; --good: #14532d; }
@media (prefers-color-scheme: dark) { :root { --line: #8c8c8c; --soft: #24272c; --text: #ececec; --page: #16181c; --link: #8ec1ff; --bad: #ffb4b4; --good: #a6e9bd; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); }
a { color: var(--link); }
header { border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
header p { margin: .25rem 0; font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
label, legend { font-weight: 600; }
fieldset { border: 1px solid var(--line); border-radius: .4rem; margin: 0 0 1rem; padding: .75rem; }
input:not([type=radio]), select, textarea { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: .3rem; padding: .5rem; width: 100%; max-width: 36rem; min-height: 2.75rem; }
button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: .4rem 1rem; border: 1px solid var(--line); border-radius: .3rem; color: var(--text); background: var(--soft); cursor: pointer; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
.field { margin: 0 0 1rem; display: grid; gap: .25rem; }
.choice { display: flex; gap: .5rem; align-items: center; min-height: 2.75rem; font-weight: 400; }
.note { background: var(--soft); padding: .5rem .75rem; border-radius: .3rem; }
.bad { color: var(--bad); } .good { color: var(--good); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }`;

/** Markup that is already safe. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = string | number | null | undefined | false | Markup | Markup[];

function safe(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map((one) => one.text).join("");
  return String(part)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Template tag: every value put in is escaped unless it is markup made by this tag. */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.map((text, index) => text + safe(parts[index])).join(""));
}

export type Crumb = { href: string; label: string };

/** One page of the emulator. */
export function page(title: string, main: Markup, crumbs: Crumb[] = [], status = 200): Answer {
  const trail = crumbs.map(({ href, label }) => markup`<a href="${href}">${label}</a> / `);
  const body = markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} | IT Glue emulator - not IT Glue</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<p>IT Glue emulator - not IT Glue</p>
${crumbs.length > 0 && markup`<nav aria-label="Breadcrumb">${trail}${title}</nav>`}
</header>
<main>
<h1>${title}</h1>
${main}
</main>
</body>
</html>`;
  return html(status, body.text);
}
