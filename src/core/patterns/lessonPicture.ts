/** A line of its own, `![what is seen](path)`: the path is from the lesson's file, so that it is seen wherever that is read. */
const PICTURE = /^!\[([^\]]+)\]\(([^)\s]+)\)\n\n/m;

/** The picture's file, as the lesson names it; undefined for a lesson without one. */
export function pictureOf(lesson: string): string | undefined {
  return PICTURE.exec(lesson)?.[2];
}

/** The lesson with its picture at another address, which stands at the end: it may be long. */
export function withPictureAt(lesson: string, address: string): string {
  return `${lesson.replace(PICTURE, '![$1][picture]\n\n').trimEnd()}\n\n[picture]: ${address}\n`;
}

/** For where the picture cannot be had. */
export function withoutPicture(lesson: string): string {
  return lesson.replace(PICTURE, '');
}
