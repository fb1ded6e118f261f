import * as vscode from 'vscode';
import { keyText } from '../ui/keyText';
import type { KeyNode } from './keyRows';

/** Keys dragged out of the view are their names, a line each; nothing can be dropped into it. */
export const keyDrag: vscode.TreeDragAndDropController<KeyNode> = {
  dragMimeTypes: ['text/plain'],
  dropMimeTypes: [],
  handleDrag(nodes, transfer) {
    const names = nodes.flatMap((node) => {
      if (node.kind === 'key') return [keyText(node.key)];
      return node.kind === 'namespace' ? [keyText(node.path)] : [];
    });
    if (names.length > 0) transfer.set('text/plain', new vscode.DataTransferItem(names.join('\n')));
  },
};
