// Where `vscode` leads when core is compiled alone (tsconfig.core.json). It is no module, so every import of it, even of a
// type, is an error. A path to nothing would not do: the compiler then goes on to find @types/vscode.
