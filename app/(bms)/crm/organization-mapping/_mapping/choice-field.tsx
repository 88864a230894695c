"use client";

import { Select } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useRef, useState } from "react";
import type { Choices } from "@/lib/queries/organization-mapping/choices";

type ChoiceFieldProps<Choice extends { id: string }> = {
  label: string;
  placeholder: string;
  labelOf: (choice: Choice) => string;
  /** What the server last found; undefined until it answered. */
  choices: Choices<Choice> | undefined;
  isSearching: boolean;
  onSearch: (query: string) => void;
  chosen: Choice | null;
  onChoose: (choice: Choice | null) => void;
  error?: string;
};

const PAUSE_MILLISECONDS = 250;

/** One of many records, searched by the server while a person types; likely ones come first. */
export function ChoiceField<Choice extends { id: string }>({
  label,
  placeholder,
  labelOf,
  choices,
  isSearching,
  onSearch,
  chosen,
  onChoose,
  error,
}: ChoiceFieldProps<Choice>) {
  const [typed, setTyped] = useState("");
  /** What the field itself writes when a choice is made: no search, and no other choice. */
  const chosenLabel = useRef<string | null>(null);
  const search = useDebouncedCallback(onSearch, PAUSE_MILLISECONDS);
  const { likely = [], others = [], isMore = false } = choices ?? {};
  const known = [...likely, ...others];
  // What was chosen stays an option of the field when the list is read again.
  const kept = chosen && !known.some(({ id }) => id === chosen.id) ? [chosen] : [];
  const optionOf = (choice: Choice) => ({ value: choice.id, label: labelOf(choice) });
  const groups = [
    { group: "Chosen", items: kept.map(optionOf) },
    { group: "Alike by name", items: likely.map(optionOf) },
    { group: likely.length > 0 ? "All others" : "By name", items: others.map(optionOf) },
  ].filter(({ items }) => items.length > 0);
  return (
    <Select
      label={label}
      placeholder={placeholder}
      description={isMore ? "There are more: type a part of the name" : "Type a part of the name"}
      data={groups}
      // The server has searched already.
      filter={({ options }) => options}
      searchable
      nothingFoundMessage={isSearching || !choices ? "Searching…" : "Nothing of this name"}
      // The list box itself scrolls: a region around it would need to be focusable.
      withScrollArea={false}
      styles={{ options: { maxHeight: 260, overflowY: "auto" } }}
      // Not null, which would empty the field as soon as a choice is typed over.
      value={chosen?.id ?? ""}
      error={error}
      searchValue={typed}
      onSearchChange={(text) => {
        setTyped(text);
        if (text === chosenLabel.current) return;
        // Nothing stays chosen under words that name something else: that would link what nobody reads.
        chosenLabel.current = null;
        if (chosen) onChoose(null);
        search(text);
      }}
      onChange={(id) => {
        const choice = [...kept, ...known].find((each) => each.id === id) ?? null;
        chosenLabel.current = choice && labelOf(choice);
        onChoose(choice);
      }}
      allowDeselect={false}
      data-autofocus
    />
  );
}
