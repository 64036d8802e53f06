"""Links of every kind, volumes and own share, dated events, the base year, and material that is not as it should be."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from competence.config.sections import DemandEvent, StaffingLink
from competence.forecast import changes, demand, history, links, model, needs, worked
from competence.forecast import population as residents
from competence.forecast import posts as standing_posts

DRAWS, YEARS = 60, 4


def setting(setup, **demand_fields):
    changed = setup.demand.model_copy(update=demand_fields)
    return replace(setup, fields=setup.fields.model_copy(update={"demand": changed}))


def link(occupation, driver, **more):
    names = {"valid_from": "from", "valid_to": "to"}
    return StaffingLink(
        occupations=(occupation,), driver=driver, **{names.get(k, k): v for k, v in more.items()}
    )


def event(kind, day, administration, **more):
    return DemandEvent(date=day, what="x", kind=kind, administrations=(administration,), **more)


def found(counts, setup, volumes=None, people=None):
    h = history.read(counts)
    people = people or residents.project(counts.population, YEARS, np.random.default_rng(1), DRAWS)
    return h, people, links.drivers(h, setup, people, volumes, np.random.default_rng(2), DRAWS, YEARS)


def posts(counts, setup):
    """History and demand, as the model builds them."""
    counts = changes.with_cells(counts, setup)
    h = history.read(counts)
    people = residents.project(counts.population, YEARS, np.random.default_rng(1), DRAWS, until=h.origin)
    return h, demand.fit(h, setup, people, counts, np.random.default_rng(4), DRAWS, YEARS)


def cells(h, administration=None, occupation=None):
    mine = np.ones(h.cells, bool)
    if administration:
        mine &= np.array(h.administrations)[h.administration] == administration
    if occupation:
        mine &= np.array(h.occupations)[h.occupation] == occupation
    return mine


def volume(rows):
    return pd.DataFrame(rows, columns=["year", "administration", "service", "users", "own_users"])


def years_of(counts, service, users, own=None, administration="vard"):
    last = counts.origin.year
    own = users if own is None else own
    return volume([(last - len(users) + 1 + i, administration, service, float(u), float(o))
                   for i, (u, o) in enumerate(zip(users, own))])  # fmt: skip


@pytest.fixture(scope="module")
def planned(counts, setup):
    return posts(counts, setup)[1]


def test_links_add_up_by_weight_and_what_none_claims_stays(counts, setup):
    old, young = (
        link("nurse", "population", ages=(80, 100), weight=0.5),
        link("nurse", "population", ages=(0, 19), weight=0.3),
    )
    alone = [
        found(counts, setting(setup, links=(one.model_copy(update={"weight": 1.0}),)))[2]
        for one in (old, young)
    ]
    h, _, both = found(counts, setting(setup, links=(old, young)))
    mine = cells(h, occupation="nurse")
    expected = 0.5 * alone[0].ahead + 0.3 * alone[1].ahead + 0.2
    assert both.ahead[..., mine] == pytest.approx(expected[..., mine])
    assert (both.ahead[..., ~mine] == 1).all()


def test_a_link_that_names_the_administration_goes_before_one_that_does_not(counts, setup):
    general = link("nurse", "population", ages=(80, 100))
    own = link("nurse", "none", administrations=("omsorg",))
    h, _, told = found(counts, setting(setup, links=(general, own)))
    assert (told.ahead[..., cells(h, "omsorg", "nurse")] == 1).all()
    assert (told.ahead[:, 1:][..., cells(h, "vard", "nurse")] != 1).any()


def test_a_broken_link_moves_a_year_class_to_another_school(counts, setup):
    """Ten-year school: pupils of six come to the school; each needs as much staff as the others."""
    day = date(counts.origin.year + 2, 8, 1)
    before = link("teacher_compulsory", "population", ages=(7, 15), valid_to=date(day.year, 7, 31))
    after = link("teacher_compulsory", "population", ages=(6, 15), valid_from=day)
    h, people, told = found(counts, setting(setup, links=(before, after)))
    nine, ten = (people.group(low, 15)[1] for low in (7, 6))
    mine = cells(h, occupation="teacher_compulsory")
    expected = np.concatenate([nine[:, :2], ten[:, 2:]], axis=1) / nine[:, :1]
    assert told.ahead[:, : YEARS + 1][..., mine] == pytest.approx(
        expected[..., None].repeat(mine.sum(), axis=2)
    )


def test_another_kind_of_driver_takes_over_without_a_jump(counts, setup):
    day = date(counts.origin.year + 2, 1, 1)
    before = link("planner", "population", ages=(0, 100), valid_to=date(day.year - 1, 12, 31))
    after = link("planner", "service", service="Bygglov", valid_from=day)
    flat = years_of(counts, "bygglov", [500] * 6, administration="samhalle")
    h, people, told = found(counts, setting(setup, links=(before, after)), flat)
    mine = cells(h, occupation="planner")
    whole = people.group(0, 100)[1]
    assert told.ahead[:, 1][..., mine] == pytest.approx((whole[:, 1] / whole[:, 0])[:, None])
    # The volume stands still in the mean, from where the residents had come.
    assert told.ahead[:, 3][..., mine].mean() == pytest.approx(told.ahead[:, 1][..., mine].mean(), rel=0.02)


def test_users_per_resident_are_carried_on_with_a_damped_trend(counts, setup):
    people = counts.population[counts.population["kind"] == "observed"]
    old = people[people["age"] >= 80].groupby("year")["persons"].sum()
    last = counts.origin.year
    rate = 0.4 * 0.98 ** np.arange(8)
    users = [old[y] * r for y, r in zip(range(last - 7, last + 1), rate)]
    served = link("nurse", "population", ages=(80, 100), service="Äldreomsorg")
    h, coming, told = found(counts, setting(setup, links=(served,)), years_of(counts, "äldreomsorg", users))
    mine = cells(h, "vard", "nurse")
    ratio = told.ahead[..., mine].mean(axis=(0, 2)) / (
        coming.group(80, 100)[1] / coming.group(80, 100)[1][:, :1]
    ).mean(axis=0)
    assert 0.98**1.2 < ratio[1] < 0.98**0.5
    assert 0.98**YEARS < ratio[YEARS] < ratio[1]
    assert told.own[:, mine] == pytest.approx(1.0)


def test_a_lost_share_of_the_users_is_no_trend_of_the_ratio(counts, setup):
    """Half the users went to others two years ago, and with them half the staff: what stays is as steady as before."""
    users = [1000.0] * 6
    own = [1000.0] * 4 + [500.0] * 2
    volumes = years_of(counts, "äldreomsorg", users, own)
    served = link("nurse", "population", ages=(80, 100), service="äldreomsorg")
    h, _, told = found(counts, setting(setup, links=(served,)), volumes)
    mine = cells(h, "vard", "nurse")
    assert told.own[-1, mine] == 1 and told.own[0, mine] == pytest.approx(2.0)
    assert "own_share_folded" not in told.notes
    blind = volumes.assign(own_users=np.nan)
    folded = found(counts, setting(setup, links=(served,)), blind)[2]
    assert "own_share_folded" in folded.notes and (folded.own == 1).all()


@pytest.mark.parametrize(
    ("volumes", "note"),
    [(None, "no_volumes"), ("other", "volume_missing"), ("empty", "volume_zero")],
)
def test_a_volume_that_is_not_there_folds_into_the_ratio_and_is_named(counts, setup, volumes, note):
    frame = {
        None: None,
        "other": years_of(counts, "skola", [900.0] * 5),
        "empty": years_of(counts, "äldreomsorg", [900.0, 0.0, 0.0]),
    }[volumes]
    by_users = link("nurse", "population", ages=(80, 100), service="äldreomsorg")
    permits = link("planner", "service", service="äldreomsorg")
    told = found(counts, setting(setup, links=(by_users, permits)), frame)[2]
    plain = found(counts, setting(setup, links=(link("nurse", "population", ages=(80, 100)),)))[2]
    assert note in told.notes
    assert (told.ahead == plain.ahead).all() and np.isfinite(told.past).all()


@pytest.mark.parametrize("users", [[900.0], [0.0, 0.0, 900.0], [900.0, 905.0]])
@pytest.mark.parametrize("people", [True, False])
def test_a_short_or_young_volume_is_followed_from_where_it_stands(counts, setup, users, people):
    """Without residents the users alone are followed."""
    served = setting(setup, links=(link("nurse", "population", ages=(80, 100), service="äldreomsorg"),))
    frame = years_of(counts, "äldreomsorg", users)
    h = history.read(counts)
    known = residents.project(counts.population, YEARS, np.random.default_rng(1), DRAWS) if people else None
    told = links.drivers(h, served, known, frame, np.random.default_rng(2), DRAWS, YEARS)
    mine = cells(h, occupation="nurse")
    assert np.isfinite(told.past).all() and np.isfinite(told.ahead).all()
    assert told.ahead[:, 0] == pytest.approx(1.0) and told.ahead[:, 1][:, mine].std() > 0
    assert told.ahead[:, YEARS][:, mine].mean() == pytest.approx(1.0, abs=0.25)


def test_a_lost_tender_goes_on_its_day(counts, setup, planned):
    """A third of the provider's nurses' work ends on 1 March two years on: no sooner, no later, nowhere else."""
    lost = event("tender_lost", date(counts.origin.year + 2, 3, 1), "omsorg", share=1 / 3)
    h, less = posts(counts, setting(setup, events=(lost,)))
    gone = cells(h, "omsorg")
    for month, factor in ((12, 1), (13, 1), (14, 1), (15, 2 / 3), (23, 2 / 3), (24, 2 / 3), (48, 2 / 3)):
        for of in ("staff_at", "required_at"):
            before, after = (getattr(d, of)(slice(None), month) for d in (planned, less))
            assert after[:, gone] == pytest.approx(factor * before[:, gone])
            assert after[:, ~gone] == pytest.approx(before[:, ~gone])
    unknown = lost.model_copy(update={"known_from": date(counts.origin.year + 1, 1, 1)})
    assert (posts(counts, setting(setup, events=(unknown,)))[1].staff == planned.staff).all()


def test_half_an_administration_goes_to_another(counts, setup, planned):
    """What is required goes along whole, also into occupations that nobody has there yet."""
    half = event("transfer", date(counts.origin.year + 2, 1, 1), "social", share=0.5, to="kultur")
    changed = setting(setup, events=(half,))
    h, told = posts(counts, changed)
    last = told.required_at(slice(None), 48).mean(axis=0)
    before = planned.required_at(slice(None), 48).mean(axis=0)
    old = history.read(counts)
    assert last.sum() == pytest.approx(before.sum(), rel=0.01)
    assert last[cells(h, "social")].sum() == pytest.approx(0.5 * before[cells(old, "social")].sum(), rel=0.03)
    assert last[cells(h, "kultur", "child_welfare_officer")] > 2
    built = model.build(counts, changed, seed=3, draws=60, years=3, months=0)
    issued = needs.annual(built, built.simulate())
    assert issued.drop(columns="basis").notna().all(axis=None)
    new = issued.query("administration == 'kultur' and occupation == 'child_welfare_officer'")
    assert set(new["basis"]) >= {"pooled"}


def test_an_opened_home_needs_its_posts_and_a_closure_takes_no_more_than_there_is(counts, setup, planned):
    opened = event("opening", date(counts.origin.year + 1, 6, 1), "vard", occupations=("nurse",), fte=10.0)
    closed = event(
        "closure", date(counts.origin.year + 1, 6, 1), "kultur", occupations=("librarian",), fte=1e4
    )
    h, told = posts(counts, setting(setup, events=(opened, closed)))
    nurses, librarians = cells(h, "vard", "nurse"), cells(h, "kultur", "librarian")
    more = told.required_at(slice(None), 24) - planned.required_at(slice(None), 24)
    share = told.share[0, 0, nurses]
    assert (more[:, nurses] * share).sum(axis=1) == pytest.approx(10.0)
    assert told.required_at(slice(None), 24)[:, librarians] == pytest.approx(0.0, abs=1e-9)
    nowhere = event(
        "opening", date(counts.origin.year + 1, 6, 1), "raddning", occupations=("librarian",), share=0.1
    )
    assert "event_without_cells" in posts(counts, setting(setup, events=(nowhere,)))[1].notes


def test_the_base_year_is_staff_open_posts_and_agency(counts, setup, planned):
    """A gap by hand: posts open and agency's work, each in persons of the cell."""
    h = history.read(counts)
    base = worked.read(h, counts.cover, counts.agency_staff)
    told = planned
    share = told.share[0, 0]
    open_posts = standing_posts.vacant(h, counts.vacancies)[-1]
    gap = told.required_at(slice(None), 0)[0] - h.headcount[-1]
    assert gap == pytest.approx(open_posts + base.agency / (share * (1 - base.absence)), abs=1e-6)
    year = counts.agency_staff[counts.agency_staff["period"] > counts.origin - pd.DateOffset(years=1)]
    assert base.agency.sum() == pytest.approx(year["fte"].sum() / 12, rel=1e-6)
    assert told.parts.work.sum() == pytest.approx(
        ((h.headcount[-1] + open_posts) * share * (1 - base.absence) + base.hourly + base.agency).sum()
    )
    covering = posts(counts, setting(setup, agency_on_open_posts=1.0))[1]
    both = np.minimum(base.agency, open_posts * share * (1 - base.absence))
    less = told.required_at(slice(None), 0)[0] - covering.required_at(slice(None), 0)[0]
    assert less == pytest.approx(both / (share * (1 - base.absence)), abs=1e-6)


def test_agency_staff_told_in_money_alone_is_priced_by_the_rest(counts):
    h = history.read(counts)
    agency = counts.agency_staff[counts.agency_staff["occupation"] == "nurse"]
    whole = worked.read(h, counts.cover, agency)
    late = agency["period"] > counts.origin - pd.DateOffset(months=6)
    part = worked.read(h, counts.cover, agency.assign(fte=agency["fte"].mask(late)))
    assert part.agency.sum() == pytest.approx(whole.agency.sum(), rel=0.05) and not part.unpriced
    blind = worked.read(h, counts.cover, agency.assign(fte=np.nan))
    assert blind.unpriced and blind.agency.sum() == 0


def test_required_is_the_product_of_its_parts_and_all_still_is_today(planned, counts):
    every = frozenset({"demography", "staffing_policy", "absence_returns", "fte"})
    nothing = planned.required_without(every)
    assert (nothing == nothing[:, :1]).all()
    assert (nothing[:, 0] == planned.parts.heads).all()
    assert planned.required_without(frozenset()) == pytest.approx(planned.staff + planned.open, abs=1e-9)
    one_off = planned.required_without(frozenset({"absence_returns"}))
    assert one_off * planned.parts.absence == pytest.approx(planned.staff + planned.open)


def test_what_is_required_in_posts_does_not_hang_on_the_contracted_share(planned):
    """More part-timers are more persons for the same work; absence and hourly staff are what changes posts."""
    posts = (planned.staff + planned.open) * planned.share
    parts = planned.parts
    expected = parts.heads * parts.grown * parts.apart * parts.hourly * parts.absence * planned.share[:, :1]
    assert posts == pytest.approx(expected)


def test_residents_that_end_before_today_are_carried_to_it(counts, setup):
    old = counts.population[counts.population["kind"] == "observed"]
    old = old[old["year"] <= counts.origin.year - 3]
    people = residents.project(old, YEARS, np.random.default_rng(1), DRAWS, until=counts.origin)
    assert people.ahead.shape[1] == YEARS + 3 + 1
    h, _, told = found(counts, setup, people=people)
    assert "population_old" in told.notes
    ahead, teachers = told.ahead, cells(h, occupation="teacher_upper")
    assert (np.abs(np.diff(ahead[:, :, teachers].mean(axis=(0, 2)))) > 1e-4).all()


def test_a_projection_that_ends_before_the_horizon_is_carried_on_and_said(counts, setup, planned):
    short = counts.population
    short = short[(short["kind"] == "observed") | (short["year"] <= counts.origin.year + 1)]
    told = posts(replace(counts, population=short), setup)[1]
    assert "projection_short" in told.notes and "projection_short" not in planned.notes
    whole, cut = (d.required_at(slice(None), 12 * YEARS).sum(axis=1).mean() for d in (planned, told))
    assert cut == pytest.approx(whole, rel=0.05)


def test_an_administration_born_last_year_has_a_forecast(counts, setup):
    """All of culture's first years are another's: eight months of history of its own."""
    born = counts.origin - pd.DateOffset(months=8)
    frames = {
        name: frame.assign(administration=frame["administration"].mask(
            (frame["administration"] == "kultur") & (frame["period"] <= born), "samhalle"))
        for name in ("stock", "vacancies", "cover")
        for frame in [getattr(counts, name)]
    }  # fmt: skip
    keys = ["period", "administration", "occupation", "contract", "sex", "age", "tenure", "manager_level"]
    frames["stock"] = (
        frames["stock"].groupby(keys, dropna=False)[["headcount", "on_leave", "fte", "absent_fte"]].sum()
    )
    frames["stock"] = frames["stock"].reset_index()
    flows = counts.flows.assign(
        administration=counts.flows["administration"].mask(
            (counts.flows["administration"] == "kultur") & (counts.flows["period"] <= born), "samhalle"
        )
    )
    flows = flows.groupby([*keys, "flow"], dropna=False)["count"].sum().reset_index()
    h, told = posts(replace(counts, **frames, flows=flows), setup)
    for array in (told.staff, told.open, told.share):
        assert np.isfinite(array).all()
    mine = cells(h, "kultur")
    growth = told.staff[:, :, mine].sum(axis=2)
    assert growth[:, 1].mean() == pytest.approx(growth[:, 0].mean(), rel=0.15)


def test_a_backtest_knows_no_volume_or_frame_of_later(counts):
    origin = counts.periods[48]
    then = counts.until(origin)
    assert then.service_volumes["year"].max() == origin.year
    assert then.staff_costs["year"].max() == origin.year
    assert then.budget_frame["year"].max() == origin.year + 1
    assert then.agency_staff["period"].max() <= origin
    june = counts.until(pd.Timestamp(origin.year, 6, 30))
    assert june.service_volumes["year"].max() == origin.year - 1


def test_an_event_needs_a_cell_to_go_to(counts, setup):
    """An empty cell is added for it, and nothing else changes."""
    half = event("transfer", date(counts.origin.year + 2, 1, 1), "social", share=0.5, to="kultur")
    more = changes.with_cells(counts, setting(setup, events=(half,)))
    added = len(more.stock) - len(counts.stock)
    assert added > 0 and more.stock["headcount"].sum() == counts.stock["headcount"].sum()
    assert changes.with_cells(counts, setup) is counts


def test_a_post_where_nobody_works_yet_is_not_lost(counts, setup):
    """The first engineer of culture is advertised; an agency's nurse works in the city's planning."""
    vacancies = counts.vacancies.iloc[-1:].assign(
        period=counts.origin, administration="kultur", occupation="engineer", open_posts_fte=1.0
    )
    agency = counts.agency_staff.iloc[-1:].assign(
        period=counts.origin, administration="samhalle", occupation="nurse", fte=12.0
    )
    more = replace(
        counts,
        vacancies=pd.concat([counts.vacancies, vacancies], ignore_index=True),
        agency_staff=pd.concat([counts.agency_staff, agency], ignore_index=True),
    )
    h, told = posts(more, setup)
    needed = told.required_at(slice(None), 0)[0]
    assert needed[cells(h, "kultur", "engineer")] == pytest.approx(1.0, rel=0.25)
    assert needed[cells(h, "samhalle", "nurse")] > 0.5
    assert np.isfinite(told.required_at(slice(None), 48)).all()
