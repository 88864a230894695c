"use client";

import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { DatesProvider } from "@mantine/dates";
import { Notifications } from "@mantine/notifications";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { COLOR_SCHEME_KEY } from "@/app/color-scheme-key";
import { cssVariables, theme } from "@/app/theme";

const colorScheme = localStorageColorSchemeManager({ key: COLOR_SCHEME_KEY });

/** Everything the whole application shares: theme, color scheme, notices of finished work, state in the address bar. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorScheme}
      defaultColorScheme="auto"
    >
      <DatesProvider settings={{ locale: "en", firstDayOfWeek: 1 }}>
        <NuqsAdapter>{children}</NuqsAdapter>
      </DatesProvider>
      <Notifications position="bottom-right" limit={4} autoClose={8000} />
    </MantineProvider>
  );
}
