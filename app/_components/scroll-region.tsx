"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import classes from "./scroll-region.module.css";

export type ScrollRegionProps = {
  children: ReactNode;
  /** Such as "28rem": what is longer scrolls inside too. */
  maxHeight?: string;
} & ({ labelledBy: string; label?: never } | { label: string; labelledBy?: never });

/** Lets a wide table scroll sideways by itself, and one of limited height down. Only while there is something to scroll is it a stop for the keyboard. */
export function ScrollRegion({ label, labelledBy, maxHeight, children }: ScrollRegionProps) {
  const region = useRef<HTMLElement>(null);
  const [canScroll, setCanScroll] = useState(false);

  useEffect(() => {
    const element = region.current;
    if (!element) return;
    const measure = () =>
      setCanScroll(
        element.scrollWidth > element.clientWidth + 1 ||
          // Sideways alone there is no height to scroll: what is cut off then is cut off by rounding.
          (maxHeight !== undefined && element.scrollHeight > element.clientHeight + 1),
      );
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [maxHeight]);

  return (
    <section
      ref={region}
      className={classes.region}
      style={maxHeight === undefined ? undefined : { maxHeight, overflowY: "auto" }}
      aria-label={canScroll ? label : undefined}
      aria-labelledby={canScroll ? labelledBy : undefined}
      tabIndex={canScroll ? 0 : undefined}
      data-scrolls={canScroll || undefined}
    >
      {children}
    </section>
  );
}
