DROP INDEX citation_project_id;
DROP INDEX citation_participation_id;
DROP INDEX citation_partner_id;
DROP INDEX citation_funding_call_id;
DROP INDEX citation_programme_id;
DROP INDEX citation_result_id;
CREATE INDEX citation_project_id ON citation (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX citation_participation_id ON citation (participation_id) WHERE participation_id IS NOT NULL;
CREATE INDEX citation_partner_id ON citation (partner_id) WHERE partner_id IS NOT NULL;
CREATE INDEX citation_funding_call_id ON citation (funding_call_id) WHERE funding_call_id IS NOT NULL;
CREATE INDEX citation_programme_id ON citation (programme_id) WHERE programme_id IS NOT NULL;
CREATE INDEX citation_result_id ON citation (result_id) WHERE result_id IS NOT NULL;

DROP INDEX identifier_project_id;
DROP INDEX identifier_partner_id;
CREATE INDEX identifier_project_id ON identifier (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX identifier_partner_id ON identifier (partner_id) WHERE partner_id IS NOT NULL;

DROP INDEX project_amount_participation_id;
CREATE INDEX project_amount_participation_id ON project_amount (participation_id) WHERE participation_id IS NOT NULL;
