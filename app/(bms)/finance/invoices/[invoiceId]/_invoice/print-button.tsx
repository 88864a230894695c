"use client";

import { Button } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";

/** Opens the browser's print dialog, which also saves as PDF; the print stylesheet leaves the invoice alone on the page. */
export function PrintButton() {
  return (
    <Button
      leftSection={<IconPrinter size={16} stroke={1.8} aria-hidden="true" />}
      onClick={() => window.print()}
    >
      Print
    </Button>
  );
}
