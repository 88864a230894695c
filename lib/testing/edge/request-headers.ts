/** Stands in for "next/headers" in a bundle: the headers of the one request that a test lets run. */
const request = globalThis as typeof globalThis & { requestHeaders?: Headers };

export async function headers(): Promise<Headers> {
  return request.requestHeaders ?? new Headers();
}

export function carryHeaders(values: Record<string, string>): void {
  request.requestHeaders = new Headers(values);
}
