//! The members of a topic in each shape: those that are read, and those that are left out with the reason.

use super::shape::Shape;

/// The members that become part of a call.
const MAPPED: [(Shape, &[&str]); 4] = [
    (
        Shape::Flat,
        &["topicId", "reference", "title", "description", "objectives", "programme", "programmeId", "callStatus", "deadline"],
    ),
    (Shape::Search, &["reference", "language", "metadata"]),
    (Shape::Details, PORTAL),
    (Shape::List, PORTAL),
];

/// The members of the portal's own objects, on the page of a topic or in the list of all.
const PORTAL: &[&str] = &[
    "identifier",
    "title",
    "description",
    "frameworkProgramme",
    "status",
    "plannedOpeningDateLong",
    "deadlineDatesLong",
    "deadlineModel",
    "actions",
    "budgetOverviewJSONItem",
    "type",
    "language",
];

/// Members of flat objects that become part of a call too, and of what the search says of a topic.
const ALSO_MAPPED: [(Shape, &[&str]); 2] = [
    (Shape::Flat, &["deadlineModel", "portalUrl"]),
    (
        Shape::Search,
        &[
            "identifier",
            "title",
            "descriptionByte",
            "frameworkProgramme",
            "status",
            "startDate",
            "deadlineDate",
            "deadlineModel",
            "budgetOverview",
            "type",
            "language",
        ],
    ),
];

/// Members that say nothing that a call holds, with the reason.
const IGNORED: [(&str, &str); 15] = [
    ("stage", "two-stage in every topic, whatever its deadlineModel says"),
    ("submissionProcedure", "the same as deadlineModel"),
    ("budgetMin budgetMax expectedGrants minContribution maxContribution", "of one grant, not of the call"),
    ("callIdentifier callTitle callccm2Id", "the call around the topic, for which there is no field"),
    (
        "cluster destination destinationDetails missionDetails missionGroup focusArea programmeDivision programmePeriod",
        "parts of the programme, for which there is no field",
    ),
    ("actionType typesOfAction typeOfMGAs typesOfMGA topicActions topicMGAs", "the kind of grant, for which there is no field"),
    ("keywords tags crossCuttingPriorities flags sme allowPartnerSearch caseId", "words of the portal's own search"),
    (
        "topicConditions conditions topicConditionsByte supportInfo additionalInfos additionalDossiers infoPackDossiers links latestInfos",
        "conditions, contacts and news, which the portal keeps up to date",
    ),
    ("qnaUrl updatesUrl documentsUrl url content contentType groupById", "addresses of the same page"),
    (
        "ccm2Id cftId topicId id es_SortDate esST_URL esST_FileName esDA_IngestDate esDA_QueueDate esST_checksum",
        "the portal's inner numbers",
    ),
    (
        "sortStatus checksum weight accessRestriction children summary database databaseLabel pages apiVersion",
        "of the search, not of the topic",
    ),
    (
        "publicationDateLong publicationDate plannedOpeningDate deadlineDates callDetailsJSONItem",
        "the same as members that are read, or of the call around",
    ),
    (
        "workProgrammepart workProgrammePart sepTemplate fundingType procurementType mainCpv cpv additionalCpvs lots contractType placesOfDeliveryOrPerformance",
        "of tenders, or of the portal's forms",
    ),
    (
        "currency duration durationMonths minMaxBudget budget cenTagsA projectAcronym projectName actionsTenders descriptionTender",
        "of tenders and cascade calls",
    ),
    (
        "DATASOURCE esST_AppSource esIN_AutomationLevel typeOfBeneficiaries geographicalZones geographicalZonesBranched focusAreas lotsTitle",
        "of the search, not of the topic",
    ),
];

/// True for a member that is read or left out with a reason.
pub(super) fn is_known(shape: Shape, name: &str) -> bool {
    let among = |lists: &[(Shape, &[&str])]| lists.iter().any(|(of, names)| *of == shape && names.contains(&name));
    among(&MAPPED) || among(&ALSO_MAPPED) || IGNORED.iter().any(|(names, _)| names.split(' ').any(|ignored| ignored == name))
}
