"use client";

import { Button } from "@mantine/core";
import { IconFileTypePdf } from "@tabler/icons-react";

/** The document as a PDF to save: a plain link, so that the browser downloads it. */
export function DownloadPdf({ invoiceId }: { invoiceId: string }) {
  return (
    <Button
      component="a"
      href={`/finance/invoices/${invoiceId}/pdf`}
      variant="default"
      leftSection={<IconFileTypePdf size={16} stroke={1.8} aria-hidden="true" />}
    >
      Download PDF
    </Button>
  );
}
