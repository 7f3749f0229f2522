pub trait Shape {
    fn area(&self) -> f64;
}

pub struct Square {
    side: f64,
}

pub struct Circle {
    pub radius: f64,
}

impl Square {
    pub fn new(side: f64) -> Self {
        Square { side }
    }

    pub fn grown(self) -> Self {
        Square { side: self.side + 1.0 }
    }
}

impl Shape for Square {
    fn area(&self) -> f64 {
        self.side * self.side
    }
}

impl Shape for Circle {
    fn area(&self) -> f64 {
        self.radius * self.radius * 3.0
    }
}
