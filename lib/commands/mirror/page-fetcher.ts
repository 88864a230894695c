import type { FullRead } from "@/lib/domain/mirror/full-read";
import type { QuickRead } from "@/lib/domain/mirror/quick-read";
import { type AssetPage, ItGlueError } from "@/lib/itglue/port";
import type { TenantGateway } from "../it-glue-settings/tenant-gateway";
import type { OpenPass } from "./open-pass";
import { type ReadAsset, readAssets } from "./stage-page";

/** A page with what is kept of its assets; `assets` throws where one of them cannot be kept. */
export type FetchedPage = AssetPage & { assets: () => ReadAsset[] };

/** Fetches pages one after the other, at most one of them before it is asked for. */
export class PageFetcher {
  private coming: { at: string | null; page: Promise<FetchedPage> } | null = null;
  private readonly late: AbortSignal;
  private readonly signal: AbortSignal;
  constructor(
    private readonly opened: TenantGateway,
    private readonly pass: Pick<OpenPass, "assetTypeId" | "isFilling">,
    private readonly options: { abortAtMs: number; signal?: AbortSignal },
  ) {
    this.late = AbortSignal.timeout(Math.max(0, options.abortAtMs - Date.now()));
    this.signal = options.signal ? AbortSignal.any([this.late, options.signal]) : this.late;
  }

  isAhead(read: FullRead | QuickRead): boolean {
    return this.coming?.at === read.at;
  }

  page(read: FullRead | QuickRead): Promise<FetchedPage> {
    const coming = this.coming;
    this.coming = null;
    return coming?.at === read.at ? coming.page : this.fetch(read);
  }

  /** Asks for a page; resolves once the request is out, so that IT Glue works while this process does. */
  ahead(read: FullRead | QuickRead): Promise<void> {
    const page = this.fetch(read);
    // Whoever asks for the page hears of a failure; nobody may, where the step ends before.
    page.catch(() => undefined);
    this.coming = { at: read.at, page };
    return new Promise((resolve) => setTimeout(resolve));
  }

  /** Whether a cancelled page was cancelled for want of time, not by whoever called. */
  isLate(error: unknown): boolean {
    const isCancelled = error instanceof ItGlueError && error.code === "cancelled";
    return isCancelled && this.late.aborted && !this.options.signal?.aborted;
  }

  private async fetch({ kind, at }: FullRead | QuickRead): Promise<FetchedPage> {
    const { assetTypeId, isFilling } = this.pass;
    const page = await this.opened.gateway.assetPage(
      { assetTypeId, newestFirst: kind === "quick", at },
      { signal: this.signal },
    );
    const read = () => readAssets(page.records, assetTypeId);
    // Where the database has much to write, read as it comes, while that writes the page before it. Else IT Glue is what is
    // waited for: then each page is read while the next one is on its way.
    return { ...page, assets: isFilling ? atOnce(read) : read };
  }
}

/** The outcome of work done now, for whoever asks for it later. */
function atOnce<Result>(work: () => Result): () => Result {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
