/** Where the browser keeps a person's choice of light, dark or automatic; read before the first paint. */
export const COLOR_SCHEME_KEY = "flexbill-color-scheme";
