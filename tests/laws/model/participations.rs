//! Statistics of participations: each has its own money, and is in the cells of its partner and of its project.

use super::{
    cells::of_participation_in,
    projects::numbered,
    statistics::{Row, Statistics, cells},
};
use crate::laws::registry::{Participation, Registry};

/// Counts the participations that fit.
pub fn statistics(registry: &Registry, dimensions: &[&str], fits: impl Fn(usize, &Participation) -> bool) -> Statistics {
    let mut statistics = Statistics::default();
    for (number, project) in registry.projects.iter().enumerate() {
        for participation in project.participations.iter().filter(|participation| fits(number, participation)) {
            let own = of_participation_in(registry, project, participation);
            let count_in = |row: &mut Row| {
                row.count += 1;
                row.projects.insert(number);
                row.partners.insert(registry.partner_number(participation));
                for (amount, money) in numbered([participation.budget, participation.grant]) {
                    row.give(amount, money.currency, number, money.minor.into());
                }
            };
            count_in(&mut statistics.total);
            for cell in cells(dimensions.iter().map(|dimension| &own[dimension])) {
                count_in(statistics.rows.entry(cell).or_default());
            }
        }
    }
    statistics
}
