import { describe, expect, it } from "vitest";
import { plainText } from "./plain-text";

describe("the text of a Textbox as it is read on screen", () => {
  it.each([
    ["One<h2 class='x'>Two</h2>Three<br>Four", "One Two Three Four"],
    ["Micro<b>soft</b> <!-- note -->365", "Microsoft 365"],
    ["a &lt;b&gt; &amp;amp; &quot;c&quot; &apos;d&apos;", `a <b> &amp; "c" 'd'`],
    ["2025&ndash;2026 &mdash; &lsquo;x&rsquo; &ldquo;y&rdquo;", "2025–2026 — ‘x’ “y”"],
    ["&bull; 5&nbsp;&euro; Office&trade;&hellip;", "• 5 € Office™…"],
    ["&Agrave;&szlig;&igrave;&divide;&yacute;&thorn;&yuml;", "Àßì÷ýþÿ"],
    ["&#65;&#x42;&#x10FFFF;", "AB\u{10ffff}"],
    ["&#0; &#x110000; &unknown;", "&#0; &#x110000; &unknown;"],
  ])("of %s", (html, text) => {
    expect(plainText(html)).toBe(text);
  });
});
