import { describe, expect, it } from "vitest";
import { BRICK, DARK, LIGHT, PETROL } from "./palette";

const TEXT = 4.5;
const GRAPHIC = 3;

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2 contrast ratio of two opaque colors. */
function contrast(first: string, second: string): number {
  const [low = 0, high = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
])("%s colors meet WCAG AA", (_name, scheme) => {
  const { page, surface, sunken, hover, field } = scheme;
  const grounds = { page, surface, sunken, hover, field };

  it.each(Object.entries(grounds))("text, muted text and links on %s", (_ground, background) => {
    expect(contrast(scheme.text, background)).toBeGreaterThanOrEqual(7);
    expect(contrast(scheme.mutedText, background)).toBeGreaterThanOrEqual(TEXT);
    expect(contrast(scheme.link, background)).toBeGreaterThanOrEqual(TEXT);
  });

  it("text on a selected row", () => {
    for (const text of [scheme.text, scheme.mutedText, scheme.link]) {
      expect(contrast(text, scheme.selected)).toBeGreaterThanOrEqual(TEXT);
    }
  });

  it.each(Object.entries(scheme.tones))("%s on its own ground and on every other", (_tone, pair) => {
    expect(contrast(pair.text, pair.background)).toBeGreaterThanOrEqual(TEXT);
    expect(contrast(scheme.text, pair.background)).toBeGreaterThanOrEqual(TEXT);
    expect(contrast(scheme.mutedText, pair.background)).toBeGreaterThanOrEqual(TEXT);
    expect(contrast(scheme.link, pair.background)).toBeGreaterThanOrEqual(TEXT);
    for (const background of [...Object.values(grounds), scheme.selected]) {
      expect(contrast(pair.text, background)).toBeGreaterThanOrEqual(TEXT);
    }
  });

  it("edges of controls and the focus ring", () => {
    for (const background of Object.values(grounds)) {
      expect(contrast(scheme.controlBorder, background)).toBeGreaterThanOrEqual(GRAPHIC);
      expect(contrast(scheme.focus, background)).toBeGreaterThanOrEqual(GRAPHIC);
    }
  });
});

describe("filled buttons", () => {
  it.each([
    ["petrol in light", PETROL[7]],
    ["petrol in light, hovered", PETROL[8]],
    ["petrol in dark", PETROL[6]],
    ["petrol in dark, hovered", PETROL[7]],
    ["brick in light", BRICK[7]],
    ["brick in light, hovered", BRICK[8]],
    ["brick in dark", BRICK[6]],
  ])("white on %s", (_name, background) => {
    expect(contrast("#ffffff", background)).toBeGreaterThanOrEqual(TEXT);
  });
});
