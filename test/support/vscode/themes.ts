/** Color themes by the names that settings and documents use, with the label that VS Code's picker shows for each. */
const PICKER_LABELS = {
  'Default Dark Modern': 'Dark Modern',
  'Default Light Modern': 'Light Modern',
  'Default High Contrast': 'Dark High Contrast',
  'Default High Contrast Light': 'Light High Contrast',
} as const;

export type ThemeName = keyof typeof PICKER_LABELS;

export function pickerLabel(theme: ThemeName): string {
  return PICKER_LABELS[theme];
}

/** All themes that the product is looked at in. */
export const THEMES = Object.keys(PICKER_LABELS) as readonly ThemeName[];
