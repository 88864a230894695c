import { ASSET_CASES } from "./counting-cases.assets.sample";
import { FILTER_CASES } from "./counting-cases.filters.sample";
import { VALUE_CASES } from "./counting-cases.values.sample";
import type { CountCase } from "./licensing.sample";

/**
 * The golden table of counting: kinds × filters × the oddities of itglue-api.md 6.1 and 11.1. Each row says in the field's
 * words what is there, and names the units and, where they matter, which assets counted and why others did not. The engine
 * is held to it here, and once more with every row read over HTTP (lib/commands/readings).
 */
export const COUNTING_CASES: [name: string, row: CountCase][] = [
  VALUE_CASES,
  FILTER_CASES,
  ASSET_CASES,
].flatMap(Object.entries<CountCase>);
