"use client";

import { Button } from "@mantine/core";
import type { ReactNode } from "react";

/** The way to the template; a plain link, as it answers a file and no page. */
export function TemplateLink({ leftSection }: { leftSection: ReactNode }) {
  return (
    <Button
      component="a"
      href="/finance/contracts/import/template"
      download
      variant="default"
      leftSection={leftSection}
    >
      Download template
    </Button>
  );
}
