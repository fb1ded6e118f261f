/** Where code goes in a document. */
export interface Placement {
  /** 0-based: the code goes below this line. */
  readonly line: number;
  /** What it is indented by: what its neighbours in a class are, and levels more. */
  readonly indent?: string;
  readonly levels?: number;
  /** What stands around the code in a document that has nothing yet to hold it. */
  readonly frame?: { readonly before: string; readonly after: string };
}
