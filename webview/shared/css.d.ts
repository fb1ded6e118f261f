/** A style sheet: esbuild gathers those that a panel imports into the one that its page loads. */
declare module '*.css';
