/** Where the embedded database and what belongs to it live. */
export function dataFolder(): string {
  return process.env.FLEXBILL_DATA_DIR || ".data";
}
