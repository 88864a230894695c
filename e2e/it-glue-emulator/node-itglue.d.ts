/** The part of node-itglue 1.0.2 that the emulator's test uses; the package has no types of its own. */
declare module "node-itglue" {
  type Call = { path: string; params?: Record<string, unknown>; body?: unknown };
  export default class ITGlue {
    constructor(options: { apikey: string });
    config: { baseURL: string };
    // biome-ignore lint/suspicious/noExplicitAny: resolves to the parsed body, whatever it is
    get(call: Call): Promise<any>;
    // biome-ignore lint/suspicious/noExplicitAny: as above
    post(call: Call): Promise<any>;
    // biome-ignore lint/suspicious/noExplicitAny: as above
    patch(call: Call): Promise<any>;
    // biome-ignore lint/suspicious/noExplicitAny: the parsed body, or the whole response where there is none
    delete(call: Call): Promise<any>;
  }
}
