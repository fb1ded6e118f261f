/** Languages with Redis clients that there is no code for yet: so that it is said, and no other language taken for them. */
export const otherLanguages = [
  { languageId: 'rust', title: 'Rust', manifest: 'Cargo.toml' },
  { languageId: 'csharp', title: 'C#', manifest: '*.csproj' },
  { languageId: 'php', title: 'PHP', manifest: 'composer.json' },
  { languageId: 'ruby', title: 'Ruby', manifest: 'Gemfile' },
] as const;
