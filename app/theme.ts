import { type CSSVariablesResolver, createTheme } from "@mantine/core";
import { BRICK, COOL_GRAY, DARK, LIGHT, NIGHT, PETROL } from "./palette";

const SYSTEM_FONTS =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif';

/** Calendars: every arrow has a name, and no pale days of the neighboring months. */
const CALENDAR = {
  hideOutsideDates: true,
  ariaLabels: {
    monthLevelControl: "Choose a month",
    yearLevelControl: "Choose a year",
    previousMonth: "Previous month",
    nextMonth: "Next month",
    previousYear: "Previous year",
    nextYear: "Next year",
    previousDecade: "Previous decade",
    nextDecade: "Next decade",
  },
};

/**
 * The list of options scrolls itself. In Mantine a box inside it does, which no key reaches as far as a checker can tell.
 */
const OPTIONS = {
  defaultProps: { withScrollArea: false },
  styles: { options: { maxHeight: "13.75rem", overflowY: "auto" } },
} as const;

/** One calm color, square corners, small type: room for figures, nothing that competes with them. */
export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  black: COOL_GRAY[9],
  colors: { petrol: PETROL, gray: COOL_GRAY, dark: NIGHT, red: BRICK },
  fontFamily: SYSTEM_FONTS,
  headings: {
    fontFamily: SYSTEM_FONTS,
    fontWeight: "650",
    textWrap: "pretty",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.25" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.35" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
      h4: { fontSize: "0.875rem", lineHeight: "1.45" },
      h5: { fontSize: "0.875rem", lineHeight: "1.45" },
      h6: { fontSize: "0.875rem", lineHeight: "1.45" },
    },
  },
  defaultRadius: "sm",
  radius: { xs: "2px", sm: "5px", md: "8px", lg: "12px", xl: "20px" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  shadows: {
    xs: "0 1px 2px rgba(15, 28, 38, 0.06)",
    sm: "0 1px 3px rgba(15, 28, 38, 0.1)",
    md: "0 4px 16px rgba(15, 28, 38, 0.12)",
    lg: "0 8px 28px rgba(15, 28, 38, 0.16)",
    xl: "0 16px 48px rgba(15, 28, 38, 0.2)",
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Anchor: { defaultProps: { underline: "hover" } },
    Text: { defaultProps: { size: "sm" } },
    Paper: { defaultProps: { withBorder: true, radius: "md" } },
    // The placeholder Mantine puts first in a menu is no allowed child of the role; without it the first item is focused.
    Menu: { defaultProps: { shadow: "md", withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { centered: true, radius: "md", closeButtonProps: { "aria-label": "Close" } } },
    ModalHeader: { defaultProps: { component: "div" } },
    Drawer: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    DrawerHeader: { defaultProps: { component: "div" } },
    Tooltip: {
      defaultProps: {
        withArrow: true,
        multiline: true,
        maw: 320,
        openDelay: 200,
        events: { hover: true, focus: true, touch: true },
      },
    },
    Select: OPTIONS,
    MultiSelect: OPTIONS,
    TagsInput: OPTIONS,
    Autocomplete: OPTIONS,
    DateInput: { defaultProps: CALENDAR },
    DatePicker: { defaultProps: CALENDAR },
    DatePickerInput: { defaultProps: CALENDAR },
    DateTimePicker: { defaultProps: CALENDAR },
    MonthPickerInput: { defaultProps: { ariaLabels: CALENDAR.ariaLabels } },
  },
});

type Variables = Record<string, string>;

function schemeVariables(scheme: typeof LIGHT): Variables {
  const tones: Variables = {};
  for (const [tone, pair] of Object.entries(scheme.tones)) {
    tones[`--fb-${tone}-text`] = pair.text;
    tones[`--fb-${tone}-background`] = pair.background;
    tones[`--fb-${tone}-border`] = pair.border;
  }
  return {
    ...tones,
    "--fb-page": scheme.page,
    "--fb-surface": scheme.surface,
    "--fb-sunken": scheme.sunken,
    "--fb-hover": scheme.hover,
    "--fb-selected": scheme.selected,
    "--fb-border": scheme.border,
    "--fb-field": scheme.field,
    "--fb-control-border": scheme.controlBorder,
    "--fb-focus": scheme.focus,
    "--fb-muted-text": scheme.mutedText,
    "--mantine-color-text": scheme.text,
    "--mantine-color-bright": scheme.text,
    "--mantine-color-body": scheme.surface,
    "--mantine-color-default": scheme.surface,
    "--mantine-color-default-hover": scheme.hover,
    "--mantine-color-default-color": scheme.text,
    "--mantine-color-default-border": scheme.buttonBorder,
    "--mantine-color-dimmed": scheme.mutedText,
    "--mantine-color-placeholder": scheme.mutedText,
    "--mantine-color-disabled": scheme.sunken,
    "--mantine-color-disabled-color": scheme.mutedText,
    "--mantine-color-disabled-border": scheme.border,
    "--mantine-color-anchor": scheme.link,
    "--mantine-color-error": scheme.tones.bad.text,
    "--mantine-color-success": scheme.tones.ok.text,
    "--mantine-color-petrol-light": scheme.tones.info.background,
    "--mantine-color-petrol-light-hover": scheme.tones.info.border,
    "--mantine-color-petrol-light-color": scheme.tones.info.text,
  };
}

/** Flexbill's own variables (`--fb-…`) and those of Mantine whose defaults fall short of WCAG AA. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: schemeVariables(LIGHT),
  dark: schemeVariables(DARK),
});
