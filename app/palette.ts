/** The colors of Flexbill. Every pair that carries text or an icon is proved in `palette.test.ts` (WCAG 2.2 AA). */

/** What a color says. A tone never speaks alone: an icon and a word stand beside it. */
export type Tone = "ok" | "info" | "warn" | "bad" | "neutral";

type Shades = readonly [string, string, string, string, string, string, string, string, string, string];
type Pair = { text: string; background: string; border: string };
type Scheme = {
  page: string;
  surface: string;
  sunken: string;
  hover: string;
  selected: string;
  border: string;
  /** Ground of inputs. */
  field: string;
  /** Edges of inputs and checkboxes: 3:1 against every ground. */
  controlBorder: string;
  /** Edges of quiet buttons, whose words alone tell them apart. */
  buttonBorder: string;
  text: string;
  mutedText: string;
  link: string;
  focus: string;
  tones: Record<Tone, Pair>;
};

/** Petrol: the one color that marks what can be pressed and where one is. */
export const PETROL: Shades = [
  "#eef7f9",
  "#dceef2",
  "#b6dbe4",
  "#8ac5d3",
  "#5aaabc",
  "#3a93a8",
  "#1f7a90",
  "#156579",
  "#0e5364",
  "#083c4a",
];

export const COOL_GRAY: Shades = [
  "#f5f7f9",
  "#edf1f4",
  "#e2e8ec",
  "#d3dbe1",
  "#b9c4cc",
  "#8c99a4",
  "#566470",
  "#3f4b55",
  "#2a343c",
  "#17212a",
];

/** Mantine's `dark` scale: 0 is text, 7 is the surface, 9 the deepest ground. */
export const NIGHT: Shades = [
  "#e6ecf0",
  "#c5d0d8",
  "#a4b2bd",
  "#8495a2",
  "#3b4955",
  "#2d3944",
  "#222c36",
  "#19222a",
  "#12191f",
  "#0b1014",
];

export const BRICK: Shades = [
  "#fdf1ef",
  "#fae0dc",
  "#f4c2bb",
  "#eb9c92",
  "#e07567",
  "#d2513f",
  "#bf3a2b",
  "#a52c1f",
  "#882218",
  "#681810",
];

export const LIGHT: Scheme = {
  page: COOL_GRAY[0],
  surface: "#ffffff",
  sunken: COOL_GRAY[1],
  hover: "#f3f6f8",
  selected: PETROL[0],
  border: "#dbe2e7",
  field: "#ffffff",
  controlBorder: "#7a8893",
  buttonBorder: "#b4c0c8",
  text: COOL_GRAY[9],
  mutedText: COOL_GRAY[6],
  link: PETROL[7],
  focus: PETROL[6],
  tones: {
    ok: { text: "#14603b", background: "#e4f4ea", border: "#a6d5b8" },
    info: { text: PETROL[8], background: "#e2f1f5", border: "#a3cfdb" },
    warn: { text: "#744600", background: "#fdf1d7", border: "#e4c47f" },
    bad: { text: "#98251a", background: "#fdebe8", border: "#efb6ae" },
    neutral: { text: "#44515c", background: COOL_GRAY[1], border: COOL_GRAY[4] },
  },
};

export const DARK: Scheme = {
  page: NIGHT[8],
  surface: NIGHT[7],
  sunken: NIGHT[8],
  hover: "#1f2932",
  selected: "#16303a",
  border: NIGHT[5],
  field: NIGHT[8],
  controlBorder: "#6c7d8a",
  buttonBorder: "#475664",
  text: NIGHT[0],
  mutedText: NIGHT[2],
  link: PETROL[3],
  focus: PETROL[4],
  tones: {
    ok: { text: "#8fdcae", background: "#153021", border: "#2d5f42" },
    info: { text: "#93d1e0", background: "#12313b", border: "#285a69" },
    warn: { text: "#f0c97f", background: "#33280f", border: "#63501f" },
    bad: { text: "#ffaba2", background: "#3a1c19", border: "#70362f" },
    neutral: { text: NIGHT[1], background: NIGHT[6], border: NIGHT[4] },
  },
};
