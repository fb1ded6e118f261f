import type { FormSource } from '../../../src/protocol/inspectorDraft';
import { entryForm, insideForm, nodeForm } from './documentForms';
import type { Form } from './forms';
import { addForm, fieldTtlForm, insertForm, renameForm, rowForm, stringForm, ttlForm } from './forms';

/** The form again that somebody wrote in on an earlier page. */
export function formFrom(source: FormSource): Form {
  switch (source.kind) {
    case 'string':
      return stringForm(source.value, source.writing);
    case 'row':
      return rowForm(source.of, source.row);
    case 'add':
      return addForm(source.of, source.end);
    case 'insert':
      return insertForm(source.row, source.after);
    case 'rename':
      return renameForm(source.key);
    case 'ttl':
      return ttlForm();
    case 'fieldTtl':
      return fieldTtlForm(source.row);
    case 'entry':
      return entryForm();
    case 'node':
      return nodeForm(source.node, source.text);
    case 'inside':
      return insideForm(source.node);
  }
}
