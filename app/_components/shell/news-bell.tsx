"use client";

import { ActionIcon, Indicator, Popover } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { Units } from "@/app/_components/units";
import type { NightNews } from "@/lib/queries/night-news";
import classes from "./news-bell.module.css";
import { newsInWords } from "./news-in-words";

const LOOK_AGAIN_MILLISECONDS = 5 * 60 * 1000;

async function readNews(): Promise<NightNews | null> {
  const answer = await fetch("/api/news").catch(() => null);
  return answer?.ok ? ((await answer.json()) as NightNews) : null;
}

/** In the header: what the nights changed and what needs a person since this user last looked. Opening it marks it as seen. */
export function NewsBell() {
  const [news, setNews] = useState<NightNews | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const pathname = usePathname();

  // biome-ignore lint/correctness/useExhaustiveDependencies: another page may follow upon a night, as "Next day" does.
  useEffect(() => {
    let isGone = false;
    const look = () => readNews().then((found) => !isGone && found && setNews(found));
    look();
    const timer = setInterval(look, LOOK_AGAIN_MILLISECONDS);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [pathname]);

  const unseen = news === null ? 0 : news.changed + news.needsPerson + news.missedOn.length;
  const change = (isOpening: boolean) => {
    setIsOpen(isOpening);
    if (isOpening && news && unseen > 0)
      void fetch("/api/news", { method: "POST", body: JSON.stringify(news.upTo) }).catch(() => undefined);
    // What was read stays in the open panel; closing it takes it off the bell.
    if (!isOpening) void readNews().then((found) => found && setNews(found));
  };
  const words = news === null ? [] : newsInWords(news);
  return (
    <Indicator
      className={classes.bell}
      label={unseen > 99 ? "99+" : unseen}
      size={16}
      disabled={unseen === 0}
      offset={4}
    >
      <Popover
        opened={isOpen}
        onChange={change}
        position="bottom-end"
        width={320}
        trapFocus
        returnFocus
        shadow="md"
      >
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={
              unseen === 0 ? "News of the nights: nothing new" : `News of the nights: ${unseen} new`
            }
            onClick={() => change(!isOpen)}
          >
            <IconBell size={20} stroke={1.6} aria-hidden="true" />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown aria-label="News of the nights">
          {words.length === 0 ? (
            <p className={classes.words}>Nothing new since you last looked.</p>
          ) : (
            words.map((sentence) => (
              <p key={sentence} className={classes.words}>
                {sentence}
              </p>
            ))
          )}
          <ul className={classes.lines} hidden={!news?.lines.length}>
            {news?.lines.map((line) => (
              <li key={`${line.lineId} ${line.outcome} ${line.units}`}>
                <Link
                  href={`/finance/contracts/${line.contractId}/services/${line.lineId}`}
                  prefetch={false}
                  onClick={() => change(false)}
                >
                  {line.name}
                </Link>
                <div>
                  {line.outcome === "changed" ? (
                    <Units units={line.units} previousUnits={line.previousUnits} variant="arrow" />
                  ) : line.outcome === "held" ? (
                    "Held for a decision"
                  ) : (
                    "Not counted"
                  )}
                </div>
              </li>
            ))}
          </ul>
          <Link href="/sync-runs" prefetch={false} onClick={() => change(false)}>
            Open sync runs
          </Link>
        </Popover.Dropdown>
      </Popover>
    </Indicator>
  );
}
