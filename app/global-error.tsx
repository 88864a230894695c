"use client";

const STYLES = `
  body { margin: 0; font: 15px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Arial, sans-serif; color: #17212a; background: #f5f7f9; }
  main { max-width: 32rem; margin: 18vh auto 0; padding: 0 1.5rem; }
  h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .5rem; }
  button { font: inherit; font-weight: 600; margin-top: .5rem; padding: .625rem 1.125rem; border: 0; border-radius: 5px; color: #fff; background: #156579; cursor: pointer; }
  button:focus-visible { outline: 2px solid #1f7a90; outline-offset: 2px; }
  @media (prefers-color-scheme: dark) { body { color: #e6ecf0; background: #12191f; } button { background: #1f7a90; } button:focus-visible { outline-color: #5aaabc; } }
`;

/** Stands in when even the root layout failed, so it brings its own document and styles. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <head>
        <title>Flexbill could not be shown</title>
        <style>{STYLES}</style>
      </head>
      <body>
        <main>
          <h1>Flexbill could not be shown</h1>
          <p>Something unexpected happened. Try again; if it stays, tell your administrator.</p>
          <button type="button" onClick={retry}>
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
