"""Writes tables.json and samples/ of the held-out goals: six made-up tables, fixed seed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np

ROWS = 120
HERE = Path(__file__).parent


def column(name, dtype, values, n_unique, missing=0):
    return {"name": name, "dtype": dtype, "values": values, "n_unique": n_unique, "missing": missing}


def days(rng, start, spread):
    origin = np.datetime64(start)
    return [str(origin + int(shift)) for shift in rng.integers(0, spread, ROWS)]


def pick(rng, choices):
    return [choices[i] for i in rng.integers(0, len(choices), ROWS)]


def ints(rng, low, high):
    return [int(value) for value in rng.integers(low, high + 1, ROWS)]


def floats(rng, low, high, digits=2):
    return [round(float(value), digits) for value in rng.uniform(low, high, ROWS)]


def hospital_beds(rng):
    wards = ["ICU", "Surgery", "Maternity"]
    dates = [str(np.datetime64("2022-01-01") + i // 3) for i in range(ROWS)]
    return (
        "hospital_beds",
        4380,
        "Bed occupancy by ward, one row a ward and day.",
        [
            column("date", "datetime", dates, 1460),
            column("ward", "string", [wards[i % 3] for i in range(ROWS)], 3),
            column("beds_occupied", "int", ints(rng, 5, 60), 56),
            column("beds_total", "int", ints(rng, 60, 62), 3),
            column("admissions", "int", ints(rng, 0, 25), 26),
            column("discharges", "int", ints(rng, 0, 25), 26),
            column("nurses_on_shift", "int", ints(rng, 4, 20), 17),
            column("flu_season", "bool", pick(rng, ["True", "False"]), 2),
        ],
    )


def insurance_claims(rng):
    return (
        "insurance_claims",
        15420,
        "police_rpt = police report filed, dt_settle_d = days until settlement.",
        [
            column("claim_id", "string", [f"CL{70000 + i}" for i in range(ROWS)], 15420),
            column("policy_no", "int", ints(rng, 100000, 999999), 14000),
            column("claim_dt", "datetime", days(rng, "2020-01-01", 1400), 1400),
            column("claim_type", "string", pick(rng, ["collision", "theft", "glass", "fire"]), 4),
            column("veh_age_yrs", "int", ints(rng, 0, 20), 21),
            column("driver_age", "int", ints(rng, 18, 85), 68),
            column("driver_sex", "string", pick(rng, ["M", "F"]), 2),
            column("region", "string", pick(rng, ["Coastal", "Inland", "Metro"]), 3),
            column("annual_prem_usd", "float", floats(rng, 300, 2500), 9800),
            column("deductible_usd", "int", pick(rng, [250, 500, 1000]), 3),
            column("claim_amt_usd", "float", floats(rng, 100, 40000), 15000),
            column("police_rpt", "string", pick(rng, ["yes", "no"]), 2),
            column("dt_settle_d", "int", ints(rng, 1, 200), 200),
            column("fraudReported", "string", ["Y" if v < 0.1 else "N" for v in rng.random(ROWS)], 2),
        ],
    )


def smart_meters(rng):
    times = [str(np.datetime64("2023-03-01T00") + i // 2).replace("T", " ") + ":00" for i in range(ROWS)]
    times = [time[:13] + ":00" for time in times]
    return (
        "smart_meters",
        438000,
        "Hourly readings of household meters.",
        [
            column("meterId", "string", [["M-01", "M-02"][i % 2] for i in range(ROWS)], 50),
            column("readingTime", "datetime", times, 8760),
            column("consumption_kwh", "float", floats(rng, 0, 6, 3), 6000),
            column("solarOutput_kwh", "float", floats(rng, 0, 4, 3), 4000),
            column("outdoorTempC", "float", floats(rng, -5, 34, 1), 400),
            column("tariff", "string", pick(rng, ["flat", "night", "dynamic"]), 3),
            column("householdSize", "int", ints(rng, 1, 6), 6),
            column("hasHeatPump", "bool", pick(rng, ["True", "False"]), 2),
        ],
    )


def waybills(rng):
    return (
        "物流运单",
        26500,
        None,
        [
            column("运单号", "string", [f"YD{8800000 + i}" for i in range(ROWS)], 26500),
            column("发货日期", "datetime", days(rng, "2022-01-01", 900), 900),
            column("始发城市", "string", pick(rng, ["广州", "杭州", "天津"]), 3),
            column("目的城市", "string", pick(rng, ["西安", "重庆", "沈阳", "昆明"]), 4),
            column("重量_kg", "float", floats(rng, 1, 2000, 1), 9000),
            column("体积_m3", "float", floats(rng, 0.1, 30, 2), 2500),
            column("运输方式", "string", pick(rng, ["公路", "铁路", "航空"]), 3),
            column("客户等级", "string", pick(rng, ["普通", "银牌", "金牌"]), 3),
            column("运费_元", "float", floats(rng, 20, 9000), 24000),
            column("运输天数", "int", ints(rng, 1, 15), 15),
            column("货损程度", "string", pick(rng, ["无", "轻微", "严重"]), 3),
            column("是否延误", "string", pick(rng, ["是", "否"]), 2),
        ],
    )


def hotel_bookings(rng):
    return (
        "hotel_bookings",
        61200,
        None,
        [
            column("bookingRef", "string", [f"BK-{10000 + i}" for i in range(ROWS)], 61200),
            column("guestId", "string", [f"G{value}" for value in ints(rng, 100, 160)], 30500),
            column("arrivalDate", "datetime", days(rng, "2021-01-01", 1000), 1000),
            column("hotel", "string", pick(rng, ["City Hotel", "Resort Hotel"]), 2),
            column("leadTimeDays", "int", ints(rng, 0, 300), 400),
            column("adults", "int", ints(rng, 1, 4), 4),
            column("children", "int", ints(rng, 0, 3), 4, 8),
            column("roomType", "string", pick(rng, ["single", "double", "suite"]), 3),
            column("marketSegment", "string", pick(rng, ["Online", "Corporate", "Groups", "Direct"]), 4),
            column("depositPaid", "bool", pick(rng, ["True", "False"]), 2),
            column("avgDailyRate_eur", "float", floats(rng, 40, 400), 8000),
            column("nights", "int", ints(rng, 1, 14), 14),
            column("specialRequests", "int", ints(rng, 0, 5), 6),
            column("isCanceled", "int", pick(rng, [0, 1]), 2),
            column("guest_review", "int", ints(rng, 1, 5), 5, 21000),
        ],
    )


def online_courses(rng):
    return (
        "在线课程",
        9300,
        None,
        [
            column("学员编号", "string", [f"XY{1000 + i}" for i in range(ROWS)], 9300),
            column("课程类别", "string", pick(rng, ["编程", "设计", "外语"]), 3),
            column("报名日期", "datetime", days(rng, "2021-06-01", 800), 800),
            column("年龄", "int", ints(rng, 16, 60), 45),
            column("性别", "string", pick(rng, ["男", "女"]), 2),
            column("学习时长_小时", "float", floats(rng, 0, 120, 1), 1100),
            column("作业提交次数", "int", ints(rng, 0, 20), 21),
            column("视频完成率", "float", floats(rng, 0, 1, 3), 900),
            column("期末成绩", "int", ints(rng, 20, 100), 81, 310),
            column("满意度", "int", ints(rng, 1, 5), 5),
            column("学费_元", "int", ints(rng, 300, 6000), 900),
            column("是否结业", "int", pick(rng, [0, 1]), 2),
            column("是否续费", "string", pick(rng, ["是", "否"]), 2),
        ],
    )


def main() -> None:
    rng = np.random.default_rng(20261)
    described = []
    for make in (hospital_beds, insurance_claims, smart_meters, waybills, hotel_bookings, online_courses):
        name, rows, text, columns = make(rng)
        with (HERE / "samples" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([item["name"] for item in columns])
            writer.writerows(zip(*(item["values"] for item in columns), strict=True))
        entry = {"name": name, "rows": rows, "columns": []}
        if text:
            entry["description"] = text
        for item in columns:
            examples = list(dict.fromkeys(str(value) for value in item.pop("values")))[:5]
            entry["columns"].append({**item, "examples": examples})
        described.append(entry)
    (HERE / "tables.json").write_text(
        "[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in described) + "\n]\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
