import { readFile } from "node:fs/promises";
import { join } from "node:path";
import PDFDocument from "pdfkit";
import type { Paper } from "./printed-document";

/** Figures are points, of which an inch has 72. */
export const MARGIN = 48;
const FOOT = 36;

export type Style = { size: number; isBold?: boolean; color?: string; align?: "left" | "right" };

export const INK = "#1a1d21";
export const QUIET = "#5a6068";
const LEADING = 1.32;

/** DejaVu knows Latin, Greek and Cyrillic with all their accents, and the arrows and signs of our sentences. */
const fontFolder = () =>
  join(/* turbopackIgnore: true */ process.cwd(), "node_modules", "dejavu-fonts-ttf", "ttf");
let fonts: Promise<[Buffer, Buffer]> | null = null;
const loadFonts = () =>
  Promise.all([
    readFile(join(fontFolder(), "DejaVuSansCondensed.ttf")),
    readFile(join(fontFolder(), "DejaVuSansCondensed-Bold.ttf")),
  ]);

/** Pages that are written from top to bottom: text never runs out of its column, nor a page over its foot. */
export class Sheet {
  /** Where the next thing is written. */
  y = MARGIN;
  /** Counted from 1. */
  page = 1;
  readonly left = MARGIN;
  readonly right: number;
  private readonly bottom: number;
  private readonly widths = new Map<string, number>();

  private constructor(private readonly doc: PDFKit.PDFDocument) {
    this.right = doc.page.width - MARGIN;
    this.bottom = doc.page.height - MARGIN - FOOT;
  }

  /** @param at the instant that the file says it was made: the same document is the same bytes, whenever it is asked for. */
  static async open(paper: Paper, { title, author, at }: { title: string; author: string; at: string }) {
    fonts ??= loadFonts();
    const [regular, bold] = await fonts;
    const made = new Date(at);
    const doc = new PDFDocument({
      size: paper,
      margin: 0,
      bufferPages: true,
      // None of the built-in fonts, whose letters are few; registered ones are then parsed once.
      font: "",
      lang: "en-US",
      displayTitle: true,
      pdfVersion: "1.7",
      info: { Title: title, Author: author, Creator: "Flexbill", CreationDate: made, ModDate: made },
    });
    doc.registerFont("regular", regular).registerFont("bold", bold);
    return new Sheet(doc);
  }

  /** One line of text at (x, y); with `align: "right"`, x is where it ends. */
  line(text: string, x: number, y: number, style: Style): void {
    this.use(style);
    const start = style.align === "right" ? x - this.widthOf(text, style) : x;
    this.doc.fillColor(style.color ?? INK).text(text, start, y, { lineBreak: false });
  }

  rule(y: number, { from = this.left, weight = 0.5, color = QUIET } = {}): void {
    this.doc.lineWidth(weight).strokeColor(color).moveTo(from, y).lineTo(this.right, y).stroke();
  }

  /** Text in lines no wider than `width`; a word that is wider alone is cut. */
  wrap(text: string, width: number, style: Style): string[] {
    return text.split(/\r?\n/).flatMap((paragraph) => this.wrapParagraph(paragraph, width, style));
  }

  heightOf(style: Style): number {
    return style.size * LEADING;
  }

  /** Whether `height` points are left on this page. */
  fits(height: number): boolean {
    return this.y + height <= this.bottom;
  }

  newPage(): void {
    this.doc.addPage();
    this.page += 1;
    this.y = MARGIN;
  }

  /** The file, with a foot on every page that says which of how many it is. */
  async close(foot: (page: string) => { left: string; right: string }): Promise<Uint8Array<ArrayBuffer>> {
    const { count } = this.doc.bufferedPageRange();
    const style: Style = { size: 7.5, color: QUIET };
    for (let index = 0; index < count; index += 1) {
      this.doc.switchToPage(index);
      const { left, right } = foot(`Page ${index + 1} of ${count}`);
      const y = this.doc.page.height - MARGIN - 8;
      this.line(this.wrap(left, (this.right - this.left) * 0.75, style)[0] ?? "", this.left, y, style);
      this.line(right, this.right, y, { ...style, align: "right" });
    }
    const chunks: Uint8Array[] = [];
    return new Promise((resolve, reject) => {
      this.doc
        .on("data", (chunk: Uint8Array) => chunks.push(chunk))
        .on("error", reject)
        .on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
      this.doc.end();
    });
  }

  private wrapParagraph(paragraph: string, width: number, style: Style): string[] {
    const lines: string[] = [];
    let line = "";
    for (const word of printable(paragraph).split(" ")) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (this.widthOf(longer, style) <= width) {
        line = longer;
        continue;
      }
      if (line !== "") lines.push(line);
      line = word;
      while (this.widthOf(line, style) > width) {
        const head = this.longestHead(line, width, style);
        lines.push(head);
        line = line.slice(head.length);
      }
    }
    return [...lines, line];
  }

  /** As many letters as fit, at least one; a letter of two code units is never cut in two. */
  private longestHead(word: string, width: number, style: Style): string {
    let head = "";
    for (const letter of word) {
      if (head !== "" && this.widthOf(head + letter, style) > width) break;
      head += letter;
    }
    return head;
  }

  private widthOf(text: string, style: Style): number {
    const key = `${style.isBold ? "b" : "r"}${style.size} ${text}`;
    const known = this.widths.get(key);
    if (known !== undefined) return known;
    this.use(style);
    const width = this.doc.widthOfString(text);
    this.widths.set(key, width);
    return width;
  }

  private use({ size, isBold = false }: Style): void {
    this.doc.font(isBold ? "bold" : "regular").fontSize(size);
  }
}

/** Control characters have no shape: a tab is a blank, the others are left out. */
function printable(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/\p{Cc}/gu, "")
    .trim();
}
