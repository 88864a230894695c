import "@mantine/core/styles.layer.css";
import "@mantine/dates/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "./global.css";

import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { Providers } from "./_components/providers";
import { COLOR_SCHEME_KEY } from "./color-scheme-key";
import { DARK, LIGHT, PETROL } from "./palette";

/** The mark of the brand, inside the page itself: no request, and nothing to miss. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="${PETROL[7]}"/><path d="M6 17h3.2v-4.5H6zM10.4 17h3.2V9.5h-3.2zM14.8 17H18V6.5h-3.2z" fill="#fff"/></svg>`,
)}`;

export const metadata: Metadata = {
  title: { default: "Flexbill", template: "%s · Flexbill" },
  description: "Bills what an MSP has documented in IT Glue, and can prove each billed unit.",
  applicationName: "Flexbill",
  icons: { icon: ICON },
  robots: { index: false, follow: false },
  formatDetection: { telephone: false, date: false, address: false, email: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: LIGHT.surface },
    { media: "(prefers-color-scheme: dark)", color: DARK.surface },
  ],
};

/** The document: theme chosen before the first paint, a way past the menu for keyboards, and the shared providers. */
export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" localStorageKey={COLOR_SCHEME_KEY} />
      </head>
      <body>
        <a className="skip-link" href="#content">
          Skip to content
        </a>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
