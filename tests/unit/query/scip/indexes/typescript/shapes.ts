export interface Shape {
  area(): number;
}

export class Square implements Shape {
  constructor(public side: number) {}
  area(): number {
    return this.side * this.side;
  }
}

export class Circle implements Shape {
  area(): number {
    return 3;
  }
}

export interface Named {
  name: string;
}
export const Named = class {
  name = "x";
};

export function pick<T extends Shape>(shapes: Map<string, T>, name: string): T {
  return shapes.get(name)!;
}
