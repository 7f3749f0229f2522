import { Named, Square, Circle, pick } from "./shapes";

export function total(squares: Map<string, Square>): number {
  const one = pick(squares, "a");
  return one.area();
}

export function both(circles: Circle[]): number {
  return circles.map((one) => one.area()).length + new Square(2).area();
}

export function named() {
  return new Named();
}
