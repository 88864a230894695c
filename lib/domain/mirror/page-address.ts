/** IT Glue numbers the pages of its lists (itglue-api.md 2): any page can be asked for once one address of a list is known. */
export type PageOfList = { number: number; size: number };

const NUMBER = /([?&]page(?:\[|%5B)number(?:\]|%5D)=)(\d+)/i;
const SIZE = /([?&]page(?:\[|%5B)size(?:\]|%5D)=)(\d+)/i;

/** Which page an address names; null where it names none, so that it can only be followed. */
export function pageOf(address: string): PageOfList | null {
  const number = Number(NUMBER.exec(address)?.[2]);
  const size = Number(SIZE.exec(address)?.[2]);
  return number >= 1 && size >= 1 ? { number, size } : null;
}

/** The address of another page of the same list. `address` must name a page itself. */
export function addressOfPage(address: string, { number, size }: PageOfList): string {
  return address.replace(NUMBER, `$1${number}`).replace(SIZE, `$1${size}`);
}
